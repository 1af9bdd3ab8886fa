"""Read a file of the stages that deals entered, such as Salesforce's OpportunityHistory."""

from __future__ import annotations

from collections import defaultdict
from typing import IO

from django.utils.translation import gettext as _

from pullahead.base.errors import wrong
from pullahead.usecases.common.csv_reader import NotText, opened, refuse_binary, rows
from pullahead.usecases.deals.import_columns import plain
from pullahead.usecases.deals.import_rows import History

ID = ("id", "deal id", "opportunity id", "opportunityid", "record id", "case", "item id")
STAGE = ("stage", "stage name", "stagename", "to stage", "new value", "deal stage")
MOMENT = (
    *("created date", "createddate", "date", "timestamp", "time", "moment", "at"),
    *("last modified", "changed at", "entered at", "created"),
)


def read_history(raw: IO[bytes]) -> History:
    """Return stages and moments by the id of the deal. Raise Invalid for a file that is no CSV.

    Columns that no heading names are the first three: id, stage, moment.
    """
    try:
        refuse_binary(raw)
        lines = rows(opened(raw))
        header = next(lines, None)
    except NotText as error:
        raise wrong("history", "invalid", str(error)) from error
    if header is None or len(header.cells) < len(("id", "stage", "moment")):
        said = _("The history needs three columns: the deal ID, the stage and the time.")
        raise wrong("history", "invalid", said)
    names = [plain(cell) for cell in header.cells]
    at = [
        next((n for n, name in enumerate(names) if name in known), place)
        for place, known in enumerate((ID, STAGE, MOMENT))
    ]
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in lines:
        if not row.error and len(row.cells) > max(at):
            deal, stage, moment = (row.cells[n].replace("\0", "").strip() for n in at)
            found[deal].append((stage, moment))
    return found
