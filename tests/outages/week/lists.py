"""Messy lists of the week: each row knows who it is about, and what must become of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from tests.outages.week.numbers import MIAMI, CallPlace, NumberMint

MARK: Final = "Row mark"  # heading of a column that no field takes: it is kept as given
KEPT_AS: Final = "row_mark"  # its name among the attributes of the inquiry
FIRST: Final = "Ana Rui Eva Tom Lia Max Ida Ben Zoe Leo Mia Jan Noa Kai Pia Ugo".split()
LAST: Final = "Lima Roth Costa Weber Rossi Nair Cole Vega Prado Braun Silva Moss".split()
IN, REFUSED = "in", "refused"  # fates of a row


@dataclass(slots=True)
class WrittenRow:
    """A row: its cells, the numbers and mailboxes of its person, and its fate."""

    mark: str
    name: str
    cells: dict[str, str]
    numbers: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    places: list[CallPlace] = field(default_factory=list)  # beside those of the numbers
    barred: bool = False
    fate: str = IN
    line: int = 0


@dataclass(slots=True)
class WeekList:
    """A file: rows, and the form in which a person has them."""

    name: str
    country: str
    rows: list[WrittenRow]
    delimiter: str = ","
    encoding: str = "utf-8"
    above: Sequence[str] = ()
    below: Sequence[str] = ()
    maps: Sequence[str] = ()

    def text(self) -> str:
        """Return the file as text, and note the line of each row."""
        out = io.StringIO()
        for line in self.above:
            out.write(f"{line}\r\n")
        headings = list(dict.fromkeys(h for row in self.rows for h in row.cells))
        writer = csv.writer(out, delimiter=self.delimiter)
        writer.writerow(headings)
        for number, row in enumerate(self.rows):
            row.line = len(self.above) + 2 + number
            writer.writerow([row.cells.get(heading, "") for heading in headings])
        for line in self.below:
            out.write(f"{line}\r\n")
        return out.getvalue()

    def write(self, folder: Path) -> Path:
        """Write the file in its encoding."""
        path = folder / f"{self.name}.csv"
        path.write_bytes(self.text().encode(self.encoding))
        return path


@dataclass(slots=True)
class ListMaker:
    """Maker of the lists; a seed gives equal lists."""

    dice: Random
    mint: NumberMint
    made: int = 0

    def row(self, list_name: str, country: str, **headings: str) -> WrittenRow:
        """Make one person with a phone and a mailbox; `headings` names their columns."""
        self.made += 1
        mark = f"{list_name}-{self.made}"
        # A name of its own: two people with one name would be one lead, had they one number
        name = f"{self.dice.choice(FIRST)} {self.dice.choice(LAST)}{_letters(self.made)}"
        number, text = self.mint.number(country)
        mail = f"person{self.made}@example.com"
        cells = {
            MARK: mark,
            headings.get("name", "Name"): name,
            headings.get("phone", "Phone"): text,
            headings.get("email", "Email"): mail,
        }
        return WrittenRow(mark, name, cells, [number], [mail])

    def lists(self) -> list[WeekList]:
        """Make every list."""
        kinds: Sequence[Callable[[], WeekList]] = (
            self.spring_fair,
            self.brazil,
            self.germany,
            self.mexico,
            self.many_countries,
            self.salesforce,
            self.only_mail,
            self.half_broken,
        )
        return [kind() for kind in kinds]

    def spring_fair(self) -> WeekList:
        """Title lines, totals, and a do-not-call column that few fill in."""
        rows = [self.row("fair", "US") for _ in range(70)]
        for n, row in enumerate(rows):
            row.cells["Do Not Call"] = "x" if n % 12 == 0 else ""
            row.barred = n % 12 == 0
            row.cells["State"] = "Florida" if n % 9 == 4 else ""
            row.places = [MIAMI] if n % 9 == 4 else []
        above = ("Spring fair,,,,", ",,,,")
        return WeekList("fair", "US", rows, above=above, below=(f"Total,{len(rows)},,,",))

    def brazil(self) -> WeekList:
        """Semicolons, Windows-1252, and *Não ligar*."""
        rows = [
            self.row("brasil", "BR", name="Nome", phone="Celular", email="E-mail")
            for _ in range(70)
        ]
        for n, row in enumerate(rows):
            row.name = row.cells["Nome"] = f"{row.name} Conceição"
            row.cells["Não ligar"] = "sim" if n % 14 == 3 else "não"
            row.barred = n % 14 == 3
        return WeekList("brasil", "BR", rows, delimiter=";", encoding="cp1252")

    def germany(self) -> WeekList:
        """UTF-16, floats of a spreadsheet, and *Einwilligung*."""
        rows = [self.row("berlin", "DE", phone="Telefon", email="E-Mail") for _ in range(60)]
        for n, row in enumerate(rows):
            row.cells["Einwilligung"] = "nein" if n % 15 == 2 else "ja"
            row.barred = n % 15 == 2
        return WeekList("berlin", "DE", rows, delimiter="\t", encoding="utf-16")

    def mexico(self) -> WeekList:
        """Former prefixes, and a second number in a column of its own."""
        rows = [self.row("mexico", "MX", name="Nombre", phone="Teléfono") for _ in range(60)]
        for n, row in enumerate(rows):
            if n % 3 == 0:
                number, text = self.mint.number("MX")
                row.numbers.append(number)
                row.cells["Teléfono 2"] = text
            row.cells["No llamar"] = "sí" if n % 20 == 7 else ""
            row.barred = n % 20 == 7
        return WeekList("mexico", "MX", rows, above=("sep=,",))

    def many_countries(self) -> WeekList:
        """A column of countries: names, codes and dial codes."""
        names = {
            "GB": ("United Kingdom", "GB", "+44"),
            "IN": ("India", "IND", "91"),
            "AU": ("Australia", "AU", "61"),
            "IT": ("Italy", "IT", "0039"),
            "AR": ("Argentina", "AR", "54"),
        }
        rows = []
        for n in range(90):
            country = list(names)[n % len(names)]
            row = self.row("world", country)
            row.cells["Country"] = names[country][n % 2]
            rows.append(row)
        return WeekList("world", "US", rows)

    def salesforce(self) -> WeekList:
        """A CRM's headings; ids that are placeholders; two numbers in one cell."""
        rows = [self.row("crm", "US", phone="Phone", email="Email") for _ in range(60)]
        for n, row in enumerate(rows):
            first, _space, last = row.cells.pop("Name").partition(" ")
            row.cells |= {"First Name": first, "Last Name": last}
            row.cells["Lead ID"] = ("N/A", "-", "0", f"00Q{n:012}")[n % 4]
            row.cells["DoNotCall"] = "TRUE" if n % 13 == 5 else "FALSE"
            row.barred = n % 13 == 5
            if n % 5 == 1:
                number, text = self.mint.number("US")
                row.numbers.append(number)
                row.cells["Phone"] += f" / {text}"
        return WeekList("crm", "US", rows)

    def only_mail(self) -> WeekList:
        """Leads without a number; some opted out of mail."""
        rows = [self.row("mail", "US") for _ in range(24)]
        for n, row in enumerate(rows):
            del row.cells["Phone"]
            row.numbers = []
            row.cells["Email Opt Out"] = "1" if n % 8 == 1 else "0"
        return WeekList("mail", "US", rows)

    def half_broken(self) -> WeekList:
        """Rows with one thing wrong each: some come in, some are refused with a reason."""
        rows = [self.row("broken", "US") for _ in range(40)]
        for n, row in enumerate(rows):
            kind = n % 5
            if kind in {0, 1}:  # a number that is none
                row.cells["Phone"], row.numbers = ("12", "ask at reception")[kind], []
            if kind == 1:  # and nothing else to reach the person
                row.cells["Email"], row.mails, row.fate = "none@none.com", [], REFUSED
            if kind == 2:  # an unreadable value beside a good number
                row.cells["Value"] = "about 5k?"
            if kind == 3:  # no name, which is no reason to lose a lead
                row.cells["Name"] = row.name = ""
            if kind == 4:  # the vendor's test lead
                row.cells["Name"] = "<test lead: dummy data for full_name>"
                row.cells["Email"] = "test@fb.com"
                row.fate, row.numbers, row.mails = REFUSED, [], []
        return WeekList("broken", "US", rows)


def _letters(number: int) -> str:
    """Write a number in letters, so that a surname stays a word."""
    text = ""
    while number:
        number, rest = divmod(number, 26)
        text += chr(ord("a") + rest)
    return text
