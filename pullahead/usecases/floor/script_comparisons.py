"""Comparisons of two call scripts or messages of a source, by lead: the acts and the list.

The result is in `pullahead.lab.script_results`, which use cases may not import.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base import clock
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import retried, write_transaction
from pullahead.pull import script_comparisons as rows
from pullahead.pull.experiment_rules import ExperimentState
from pullahead.pull.models import ScriptComparisonRow
from pullahead.pull.script_comparison_rules import (
    DAYS_AT_LEAST,
    DAYS_AT_MOST,
    SHARE_AT_LEAST,
    SHARE_AT_MOST,
    STOP_UNDO,
    WEEKS_AT_LEAST,
    WEEKS_AT_MOST,
    ComparedKind,
    ScriptYardstick,
    stored,
    text_in,
)
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.floor import compared_texts
from pullahead.usecases.floor.compared_texts import ComparedText, ScriptPlan
from pullahead.usecases.floor.experiments import (
    BIGGEST,
    QUESTION_LIMIT,
    SEEDS,
    STATES,
    leaders_only,
)
from pullahead.usecases.settings.call_scripts import (
    SOURCE,
    script_owner,
    script_owners,
)
from pullahead.usecases.settings.change_log import record_change

YARDSTICKS = {
    ScriptYardstick.QUALIFIED: gettext_lazy("Leads qualified"),
    ScriptYardstick.SOLD: gettext_lazy("Leads with a sale"),
}


@dataclass(frozen=True, slots=True)
class ScriptComparison:
    """A comparison, as its page and the API show it."""

    id: int
    source_id: int
    source: str
    question: str
    yardstick: str
    kind: str
    text_a: ComparedText | None  # None before the start
    text_b: ComparedText
    share_b: float
    weeks: int
    days: int
    state: str
    seed: int | None
    planned_by: str
    planned_at: datetime
    starts_at: datetime | None
    draws_until: datetime | None
    ends_at: datetime | None
    stopped_at: datetime | None
    stopped_by: str
    used_at: datetime | None
    drawn: Mapping[str, int] = field(default_factory=dict)

    @property
    def yardstick_label(self) -> str:
        """Name of the figure."""
        return str(YARDSTICKS[ScriptYardstick(self.yardstick)])

    @property
    def is_message(self) -> bool:
        """Return whether messages are compared, not call scripts."""
        return self.kind == ComparedKind.MESSAGE

    @property
    def kind_label(self) -> str:
        """Name of what is compared."""
        return _("Message") if self.is_message else _("Call script")

    @property
    def name_a(self) -> str:
        """Name of text A."""
        return _("Message A") if self.is_message else _("Script A")

    @property
    def name_b(self) -> str:
        """Name of text B."""
        return _("Message B") if self.is_message else _("Script B")

    @property
    def state_label(self) -> str:
        """Name of the state."""
        return str(STATES[ExperimentState(self.state)])

    @property
    def undo_until(self) -> datetime | None:
        """Moment until which the stop can be undone; None without a stop, or later."""
        until = self.stopped_at + STOP_UNDO if self.stopped_at else None
        return until if until is not None and clock.now() < until else None

    @property
    def is_over(self) -> bool:
        """Return whether the result may be computed."""
        return self.state in {ExperimentState.OVER, ExperimentState.STOPPED}

    @property
    def drawn_a(self) -> int:
        """Number of leads drawn for text A."""
        return self.drawn.get("a", 0)

    @property
    def drawn_b(self) -> int:
        """Number of leads drawn for text B."""
        return self.drawn.get("b", 0)


# ---- reads


def listed(*, viewer: Person) -> tuple[ScriptComparison, ...]:
    """Return the comparisons of the team's sources, of all sources for an administrator."""
    leaders_only(viewer)
    there = rows.comparisons(None if viewer.is_admin else viewer.team_id)
    return tuple(_view(row) for row in there[:100])


def one(*, comparison_id: int, viewer: Person) -> ScriptComparison:
    """Return a comparison with the number of drawn leads. Raise NotFound for other teams'."""
    leaders_only(viewer)
    there = rows.comparisons(None if viewer.is_admin else viewer.team_id)
    found = there.filter(pk=comparison_id).first() if comparison_id < BIGGEST else None
    if found is None:
        raise NotFound(_("Comparison not found."))
    return _view(found, rows.drawn_counts(comparison_id))


def sources(*, viewer: Person) -> tuple[tuple[int, str], ...]:
    """Return the sources whose scripts the viewer may compare."""
    places = script_owners(viewer=viewer)
    return tuple((place.id, place.name) for place in places if place.of == SOURCE)


# ---- acts


@retried
def plan(*, given: ScriptPlan, by: Person) -> ScriptComparison:
    """Store a plan; no lead is drawn yet. Raise Invalid."""
    facts = _checked(given, by)
    with write_transaction() as now:
        made = rows.add(by_id=by.pk, now=now, **facts)
        data = {"comparison": made.pk, "source": made.source_id, "weeks": made.weeks}
        record_change(JournalEvent.SCRIPT_COMPARISON_PLANNED, by, now, **data, compares=made.kind)
    return one(comparison_id=made.pk, viewer=by)


@retried
def start(*, comparison_id: int, by: Person, seed: int | None = None) -> ScriptComparison:
    """Draw the text of each lead of the source from now on, at its first pull.

    Text A is the lead's usual one at this moment. Raise Conflict while another one runs. The demo
    floor gives a seed, so that its draws are equal each time.
    """
    seed = secrets.randbelow(SEEDS) if seed is None else seed
    found = one(comparison_id=comparison_id, viewer=by)
    with write_transaction() as now:
        row = _locked(found.id, ExperimentState.PLANNED)
        if rows.running(row.source_id, now) is not None:
            said = _("Another comparison of this source is running. Wait for its end, or stop it.")
            raise Conflict(said, code="comparison_runs")
        usual = compared_texts.usual(row)
        if usual == text_in(row.kind, row.script_b):
            said = _("Text B is the one that the source has now. Plan another comparison.")
            raise Conflict(said, code="same_script")
        rows.start(row, seed=seed, usual=usual, now=now)
        data = {"comparison": row.pk, "source": row.source_id, "seed": seed, "share_b": row.share_b}
        record_change(JournalEvent.SCRIPT_COMPARISON_STARTED, by, now, **data)
    return one(comparison_id=comparison_id, viewer=by)


@retried
def stop(*, comparison_id: int, by: Person) -> ScriptComparison:
    """Stop a comparison: all leads have the usual text again. A plan is removed."""
    found = one(comparison_id=comparison_id, viewer=by)
    with write_transaction() as now:
        row = _locked(found.id, ExperimentState.PLANNED, ExperimentState.RUNNING)
        if row.ends_at is not None and row.ends_at <= now:
            raise Conflict(_("This comparison is completed."), code="comparison_state")
        data = {"comparison": row.pk, "source": row.source_id, "was": row.state}
        record_change(JournalEvent.SCRIPT_COMPARISON_STOPPED, by, now, **data)
        if row.state == ExperimentState.PLANNED:
            rows.remove(row)
            return found
        rows.stop(row, by_id=by.pk, now=now)
    return one(comparison_id=comparison_id, viewer=by)


@retried
def undo_stop(*, comparison_id: int, by: Person) -> ScriptComparison:
    """Let a comparison go on that was stopped less than ten minutes ago: no result was shown yet.

    Leads that were first pulled meanwhile stay out. Raise Conflict later, and while another runs.
    """
    found = one(comparison_id=comparison_id, viewer=by)
    with write_transaction() as now:
        row = _locked(found.id, ExperimentState.STOPPED)
        if row.used_at is not None:
            raise _changed()
        if row.stopped_at is None or now >= row.stopped_at + STOP_UNDO:
            said = _("A stop can be undone for ten minutes. Plan another comparison.")
            raise Conflict(said, code="undo_over")
        if rows.running(row.source_id, now) is not None:
            said = _("Another comparison of this source is running. Wait for its end, or stop it.")
            raise Conflict(said, code="comparison_runs")
        rows.undo_stop(row)
        data = {"comparison": row.pk, "source": row.source_id, "was": row.state, "undone": True}
        record_change(JournalEvent.SCRIPT_COMPARISON_STOPPED, by, now, **data)
    return one(comparison_id=comparison_id, viewer=by)


@retried
def use(*, comparison_id: int, by: Person) -> ScriptComparison:
    """Make text B the source's own, after the end. Raise Conflict before, and if it is."""
    found = one(comparison_id=comparison_id, viewer=by)
    with write_transaction() as now:
        row = _locked(found.id, *ExperimentState)
        if not _view(row).is_over or row.used_at is not None:
            raise _changed()
        replaced = {"script": compared_texts.own(row)}
        compared_texts.put(row, row.script_b)
        rows.mark_used(row, at=now, replaced=replaced)
        _record_use(row, by, now, undone=False)
    return one(comparison_id=comparison_id, viewer=by)


@retried
def undo_use(*, comparison_id: int, by: Person) -> ScriptComparison:
    """Give the source the text back that B replaced. Raise Conflict if it was edited since."""
    found = one(comparison_id=comparison_id, viewer=by)
    with write_transaction() as now:
        row = _locked(found.id, *ExperimentState)
        if row.replaced is None:
            raise _changed()
        if not compared_texts.has_b(row):
            said = _("The text of this source was edited since. Edit it in the settings.")
            raise Conflict(said, code="script_edited")
        compared_texts.put(row, row.replaced["script"])
        rows.mark_used(row, at=None, replaced=None)
        _record_use(row, by, now, undone=True)
    return one(comparison_id=comparison_id, viewer=by)


def _record_use(row: ScriptComparisonRow, by: Person, now: datetime, *, undone: bool) -> None:
    data = {"comparison": row.pk, "source": row.source_id, "undone": undone}
    record_change(JournalEvent.SCRIPT_COMPARISON_USED, by, now, **data)


def _locked(comparison_id: int, *states: ExperimentState) -> ScriptComparisonRow:
    row = rows.locked(comparison_id)
    if row is None or row.state not in states:
        raise _changed()
    return row


def _changed() -> Conflict:
    said = _("This comparison has changed meanwhile. Reload the page.")
    return Conflict(said, code="comparison_state")


def _checked(given: ScriptPlan, by: Person) -> dict[str, Any]:
    """Return the columns of a plan. Raise Invalid."""
    if given.source_id not in dict(sources(viewer=by)):
        raise wrong("source", "unknown_source", _("Choose a source from the list."))
    script_owner(of=SOURCE, place_id=given.source_id, viewer=by)
    question = clean_input(given.question)[:QUESTION_LIMIT]
    if not question:
        raise wrong("question", "question_required", _("Enter the question to answer."))
    if given.yardstick not in list(ScriptYardstick):
        raise wrong("yardstick", "unknown_figure", _("Choose a figure from the list."))
    text = compared_texts.typed(given, by)
    least, most = 100 * SHARE_AT_LEAST, 100 * SHARE_AT_MOST
    if given.share_b is None or not least <= given.share_b <= most:
        raise wrong("share_b", "out_of_range", _("Enter a percentage from 10 to 90."))
    return {
        "source_id": given.source_id,
        "question": question,
        "yardstick": given.yardstick,
        "kind": given.kind,
        "script_b": stored(text),
        "share_b": given.share_b / 100,
        "weeks": _whole("weeks", given.weeks, WEEKS_AT_LEAST, WEEKS_AT_MOST),
        "days": _whole("days", given.days, DAYS_AT_LEAST, DAYS_AT_MOST),
    }


def _whole(name: str, value: int | None, least: int, most: int) -> int:
    if value is None or not least <= value <= most:
        said = _("Enter a whole number from {least} to {most}.").format(least=least, most=most)
        raise wrong(name, "out_of_range", said)
    return value


def _view(row: ScriptComparisonRow, drawn: Mapping[str, int] | None = None) -> ScriptComparison:
    state = row.state
    if state == ExperimentState.RUNNING and row.ends_at and row.ends_at <= clock.now():
        state = ExperimentState.OVER
    return ScriptComparison(
        id=row.pk,
        source_id=row.source_id,
        source=row.source.name,
        question=row.question,
        yardstick=row.yardstick,
        kind=row.kind,
        text_a=text_in(row.kind, row.script_a) if row.script_a else None,
        text_b=text_in(row.kind, row.script_b),
        share_b=row.share_b,
        weeks=row.weeks,
        days=row.days,
        state=str(state),
        seed=row.seed,
        planned_by=row.planned_by.name,
        planned_at=row.planned_at,
        starts_at=row.starts_at,
        draws_until=row.draws_until,
        ends_at=row.ends_at,
        stopped_at=row.stopped_at,
        stopped_by=row.stopped_by.name if row.stopped_by else "",
        used_at=row.used_at,
        drawn=drawn or {},
    )
