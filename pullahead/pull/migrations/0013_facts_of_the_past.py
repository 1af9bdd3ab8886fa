"""Fill the facts of measures from the journal, as far as it tells them (docs/measures.md)."""

from datetime import timedelta
from itertools import groupby

from django.db import migrations

AT_ONCE = 500
GRACE = timedelta(minutes=15)
STARTS = {"card.woken", "card.unparked"}
STARTS_READY = {
    "card.admitted", "claim.released", "claim.ended", "lead.asked_again", "lead.reopened",
}  # fmt: skip
ENDS = {"claim.made", "claim.taken", "card.deferred", "card.parked", "lead.closed", "claim.settled"}
CALLBACKS = {"claim.undone", "callback.freed", "callback.returned"}


def fill(apps, schema_editor):
    apps.get_model("pull", "DispositionRow").objects.filter(
        code__in=["qualified", "won", "quote_sent"]
    ).update(qualifies=True)
    ids = apps.get_model("leads", "Lead").objects.order_by("pk").values_list("pk", flat=True)
    after = None
    while True:
        rows = ids if after is None else ids.filter(pk__gt=after)
        leads = list(rows[:AT_ONCE])
        if not leads:
            return
        _fill_leads(apps, leads)
        after = leads[-1]


def _fill_leads(apps, leads):
    journal = apps.get_model("base", "Journal").objects
    kinds = STARTS | STARTS_READY | ENDS | CALLBACKS
    lines = journal.filter(lead_id__in=leads, kind__in=kinds).order_by("lead_id", "id")
    claims = apps.get_model("pull", "ClaimRow").objects.filter(lead_id__in=leads)
    cards = apps.get_model("pull", "CardRow").objects.filter(pk__in=leads).in_bulk()
    settled, lanes = {}, {}
    receipts = apps.get_model("pull", "ReceiptRow").objects
    begun = {row.token: row for row in claims}
    for row in begun.values():
        if row.end in {"settled", "undone"}:
            settled[row.lead_id, row.ended_at] = row
    for token, seen in receipts.filter(token__in=begun).values_list("token", "seen"):
        row = begun[token]
        lanes[row.lead_id, row.started_at] = seen.get("lane")
    intervals, callbacks = [], []
    for lead, mine in groupby(lines.iterator(), key=lambda line: line.lead_id):
        mine = list(mine)
        card = cards.get(lead)
        found, ready = _intervals(apps, mine, lanes, settled)
        intervals += found
        if card is not None and card.state == "ready" and ready is not None:
            type(card).objects.filter(pk=lead).update(ready_at=ready)
        callbacks += _callbacks(apps, mine, settled, card)
    apps.get_model("pull", "IntervalRow").objects.bulk_create(intervals)
    apps.get_model("pull", "CallbackRow").objects.bulk_create(callbacks)


def _due(claim):
    """When the lead of a settled claim is everybody's again."""
    if claim is None or claim.next_at is None:
        return None
    return claim.next_at + (GRACE if claim.next_step == "callback" else timedelta())


def _intervals(apps, lines, lanes, settled):
    """The times in which a lead was ready, and since when it is."""
    row, found, since, due = apps.get_model("pull", "IntervalRow"), [], None, None
    for line in lines:
        starts = line.kind in STARTS or (
            line.kind in STARTS_READY and line.data.get("state", "ready") == "ready"
        )
        if not starts and line.kind not in ENDS:
            continue
        if since is not None and line.at > since:
            found.append(
                row(
                    lead_id=line.lead_id,
                    lane_id=lanes.get((line.lead_id, line.at)),
                    round=line.data.get("round", 1),
                    since=since,
                    until=line.at,
                )
            )
        since = line.at if starts else None
        if line.kind == "card.woken" and due is not None:
            since = min(due, line.at)  # a pull may have noticed it later
        due = _due(settled.get((line.lead_id, line.at))) if line.kind == "claim.settled" else None
    return found, since


class _Callbacks:
    """The callbacks of one lead, from its journal, in order."""

    def __init__(self, row, settled):
        self.row, self.settled, self.found, self.open_one = row, settled, [], None

    def end(self, at, how):
        if self.open_one is not None:
            self.open_one.resolved_at, self.open_one.how = at, how
        self.open_one = None

    def begin(self, line, claim, owner, due_at):
        if owner is None or due_at is None:
            return
        self.open_one = self.row(
            lead_id=line.lead_id, claim_id=claim, owner_id=owner, due_at=due_at, made_at=line.at
        )
        self.found.append(self.open_one)

    def on_settled(self, line):
        claim = self.settled.get((line.lead_id, line.at))
        again = claim is not None and claim.next_step == "callback"
        self.end(line.at, "moved" if again else "settled")
        if again:
            self.begin(line, claim.pk, line.data.get("to") or line.actor_id, claim.next_at)

    def on_undone(self, line):
        self.end(line.at, "undone")
        if line.data.get("state") == "scheduled":
            self.begin(line, None, line.actor_id, line.at)

    def on_returned(self, line):
        due_at = self.open_one.due_at if self.open_one is not None else line.at
        self.end(line.at, "returned")
        self.begin(line, None, line.data.get("to"), due_at)


ENDED = {"callback.freed": "freed", "lead.closed": "closed", "card.parked": "parked"}


def _callbacks(apps, lines, settled, card):
    one = _Callbacks(apps.get_model("pull", "CallbackRow"), settled)
    acts = {
        "claim.settled": one.on_settled,
        "claim.undone": one.on_undone,
        "callback.returned": one.on_returned,
    }
    for line in lines:
        if line.kind in acts:
            acts[line.kind](line)
        elif line.kind in ENDED:
            one.end(line.at, ENDED[line.kind])
    open_one = one.open_one
    if open_one is not None and (card is None or card.due_at != open_one.due_at):
        one.end(lines[-1].at, "settled")
    return one.found


class Migration(migrations.Migration):
    dependencies = [("base", "0002_deal"), ("pull", "0012_facts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
