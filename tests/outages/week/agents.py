"""Agents of the week: each follows a script of its own, which a seed repeats.

A request that an outage refuses is not forgotten: it is sent again, unchanged, at the next turn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Final

from tests.outages.week.office import UNHEARD, Heard, KeyClient, PageUser, WeekOffice

# Call outcomes with their weights
OUTCOMES: Final = {
    "no_answer": 30,
    "voicemail": 10,
    "busy": 6,
    "third_party": 4,
    "callback": 12,
    "not_interested": 9,
    "wrong_number": 5,
    "disconnected": 4,
    "do_not_call": 5,
    "thinking": 3,
    "quote_sent": 3,
    "won": 3,
    "duplicate": 1,
}
OUTAGE: Final = frozenset({503, UNHEARD})


@dataclass(slots=True)
class Save:
    """A settle as the agent sent it, and every answer to it."""

    agent: int
    token: str
    lead: str
    code: str
    note: str
    answers: list[int] = field(default_factory=list)
    undone: bool = False

    @property
    def saved(self) -> bool:
        """Return whether the last answer says that it was saved."""
        return bool(self.answers) and self.answers[-1] in {200, 302, 303}


@dataclass(slots=True)
class WeekRecord:
    """Facts that the clients know, for the judge."""

    saves: list[Save] = field(default_factory=list)
    # number that opted out → id of the last attempt before
    barred: dict[str, int] = field(default_factory=dict)
    acts: dict[str, int] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)  # answers that are not what was pressed
    notes: int = 0
    admitted: set[str] = field(default_factory=set)  # leads that the API said to have

    def received(self, body: dict[str, Any], got: Heard) -> None:
        """Note the answer to an inquiry by API."""
        if got.status in {200, 201}:
            self.admitted.add(got.body["id"])
            self.count(f"inquiry {got.body['outcome']}")
        else:
            self.labels.append(f"an inquiry was refused: {body} {got.text[:300]}")

    def count(self, act: str) -> None:
        """Count an act that was done."""
        self.acts[act] = self.acts.get(act, 0) + 1

    def bar(self, office: WeekOffice, numbers: Sequence[str]) -> None:
        """Note that these numbers opted out by now."""
        last = office.last_attempt()
        for number in numbers:
            self.barred.setdefault(number, last)


@dataclass(slots=True)
class HeldLead:
    """The lead that an agent has, as the API shows it."""

    token: str
    lead: dict[str, Any]

    def addresses(self, kind: str) -> list[dict[str, Any]]:
        """Return the valid addresses of a kind."""
        return [one for one in self.lead["addresses"] if one["kind"] == kind and one["valid"]]


@dataclass(slots=True)
class ApiAgent:
    """An agent whose program pulls and settles by API."""

    office: WeekOffice
    record: WeekRecord
    id: int
    key: KeyClient
    dice: Random
    page: PageUser
    hand: HeldLead | None = None
    pending: Save | None = None
    pending_body: dict[str, Any] = field(default_factory=dict)
    idle: int = 0  # turns in which the agent does nothing

    def turn(self) -> None:
        """Do one step of the script."""
        if self.idle:
            self.idle -= 1
        elif self.pending is not None:
            self.send(self.pending, self.pending_body)
        elif self.hand is None:
            self.pull()
        else:
            self.work(self.hand)

    def save_now(self) -> None:
        """Settle the lead at once, as all do when the server is killed."""
        if self.pending is None and self.hand is not None:
            self.settle(self.hand, "no_answer")

    def pull(self) -> None:
        """Pull the next lead."""
        got = self.key.send("/api/v1/pull")
        if got.status in OUTAGE:
            return
        if not got.body.get("claim"):
            self.hand, self.idle = None, self.dice.randrange(3)
            return
        self.hand = HeldLead(got.body["claim"]["token"], got.body["lead"])
        self.record.count("pull")

    def work(self, hand: HeldLead) -> None:
        """Work the lead: usually call and settle, now and then something else."""
        chance = self.dice.random()
        if chance < 0.04:
            self.idle, self.hand = 4, None  # lunch: the claim ends by itself
            self.record.count("claim left to expire")
        elif chance < 0.08:
            self.act("release", {"reason": self.dice.choice(("technical", "skill", "other"))})
            self.hand = None
        elif chance < 0.12:
            self.hand_over()
        elif chance < 0.17:
            self.act("extend", None)
        else:
            code = self.dice.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
            if self.call(hand):
                self.settle(hand, code)
            else:  # the rules forbid every address, or an outage refused: nobody was called
                self.act("release", {"reason": "other"})
                self.hand = None

    def act(self, name: str, body: dict[str, Any] | None) -> Heard:
        """Send an act on the claim."""
        assert self.hand is not None
        got = self.key.send(f"/api/v1/claims/{self.hand.token}/{name}", body)
        if got.status == 200:
            self.record.count(name)
        return got

    def hand_over(self) -> None:
        """Hand the lead to a colleague who is free, if there is one."""
        people = self.key.read("/api/v1/colleagues").body.get("items", [])
        free = [one["id"] for one in people if one["free"]]
        if free:
            body = {"to": self.dice.choice(free), "brief": "Wants the annual price, asks for VAT."}
            if self.act("hand-over", body).status == 200:
                self.hand = None

    def call(self, hand: HeldLead) -> bool:
        """Log an attempt at one of the addresses; return whether one was allowed."""
        for kind, channel in (("phone", "call"), ("email", "email")):
            for one in hand.addresses(kind)[:2]:
                got = self.act("attempts", {"address_id": one["id"], "channel": channel})
                if got.status == 200:
                    return True
                self.record.count(f"attempt {got.status} {got.body.get('code', '')}")
        return False

    def settle(self, hand: HeldLead, code: str) -> None:
        """Settle with an outcome, and remember the request until it is answered."""
        if not hand.addresses("phone") and code not in {"not_interested", "duplicate"}:
            code = "emailed"
        self.record.notes += 1
        note = f"Talked about offer {self.record.notes}, {code} said agent {self.id}"
        body: dict[str, Any] = {"disposition": code, "note": note}
        if code == "callback":
            at = self.office.now() + timedelta(minutes=self.dice.randrange(60, 70 * 60))
            body["callback_at"] = at.isoformat()
        if code == "won":
            body["amount"] = f"{self.dice.randrange(1, 900)}.50"
        save = Save(self.id, hand.token, hand.lead["id"], code, note)
        self.record.saves.append(save)
        self.send(save, body)

    def send(self, save: Save, body: dict[str, Any]) -> None:
        """Send a settle; keep it for the next turn if an outage refused it."""
        got = self.key.send(f"/api/v1/claims/{save.token}/settle", body)
        save.answers.append(got.status)
        if got.status in OUTAGE:
            self.pending, self.pending_body = save, body
            return
        self.pending = None
        if got.status == 200:
            self._settled(save, got)
        elif got.status == 422:  # such as a callback that the calling rules forbid
            codes = [one["code"] for one in got.body["errors"]]
            self.record.count(f"settle refused {save.code} {codes}")
            self.settle_again(save)
        else:
            self.hand = None

    def settle_again(self, save: Save) -> None:
        """Settle with an outcome that needs nothing more; give the lead back if that fails too."""
        if self.hand is None or save.code in {"no_answer", "emailed"}:
            if self.hand is not None:
                self.act("release", {"reason": "technical"})
            self.hand = None
            return
        self.settle(self.hand, "no_answer")

    def _settled(self, save: Save, got: Heard) -> None:
        self.record.count(f"settle {save.code}")
        if got.body.get("disposition") != save.code:
            self.record.labels.append(f"{save.code} was saved as {got.body.get('disposition')}")
        if save.code == "do_not_call" and self.hand is not None:
            numbers = [one["value"] for one in self.hand.lead["addresses"]]
            self.record.bar(self.office, [one for one in numbers if one.startswith("+")])
        self.hand = None
        if save.code != "do_not_call" and self.dice.random() < 0.06:
            self.undo(save)

    def undo(self, save: Save) -> None:
        """Undo the settle on the page, at once."""
        self.page.read("/next")
        before = len(self._lines(save))
        got = self.page.send(f"/next/{save.token}/undo", {})
        if got.status in {302, 303} and len(self._lines(save)) > before:
            save.undone = True
            self.record.count("undo")

    def _lines(self, save: Save) -> list[tuple[Any, ...]]:
        found = "SELECT 1 FROM base_journal WHERE lead_id = %s AND kind = 'claim.undone'"
        return self.office.sql(found, save.lead)


@dataclass(slots=True)
class PageAgent(ApiAgent):
    """An agent in a browser: *Next lead*, the number to dial, *Save & stop*."""

    def pull(self) -> None:
        """Press *Next lead*, and read the page of the lead."""
        got = self.page.send("/next/pull", {"lead": "1"})
        if got.status in OUTAGE:
            return
        if "/next/ended/" in got.location:
            token = got.location.rpartition("/")[2]
            self.page.send(f"/next/{token}/nothing", {})
            self.record.count("answered an expired claim")
            return
        text = self.page.read("/next").text
        found = re.search(r"/next/([0-9a-f-]{36})/settle", text)
        if found is None:
            self.hand, self.idle = None, self.dice.randrange(3)
            return
        self.hand = HeldLead(found[1], self._seen(found[1]))
        self.record.count("pull by page")

    def _seen(self, token: str) -> dict[str, Any]:
        """Return the lead of the claim, read from the tables instead of the page's words."""
        lead = self.office.sql("SELECT lead_id FROM pull_claim WHERE token = %s", token)[0][0]
        rows = self.office.sql(
            "SELECT id, kind, value, valid FROM leads_address WHERE lead_id = %s ORDER BY position",
            lead,
        )
        names = ("id", "kind", "value", "valid")
        return {"id": str(lead), "addresses": [dict(zip(names, row, strict=True)) for row in rows]}

    def act(self, name: str, body: dict[str, Any] | None) -> Heard:
        """Send an act on the claim by its form."""
        assert self.hand is not None
        form = dict(body or {})
        if name == "attempts":
            form = {"address": form["address_id"], "channel": form["channel"]}
        path = {"attempts": "attempt"}.get(name, name)
        got = self.page.send(f"/next/{self.hand.token}/{path}", form)
        if got.status in {200, 302, 303}:
            self.record.count(f"{name} by page")
        return got

    def send(self, save: Save, body: dict[str, Any]) -> None:
        """Send the form of the outcome; a redirect says that it was saved."""
        form = {"note": body["note"], "disposition": save.code, "then": "stop", "sure": "1"}
        form["callback_at"] = "tomorrow 11" if save.code == "callback" else ""
        form["amount"] = body.get("amount", "")
        got = self.page.send(f"/next/{save.token}/settle", form)
        save.answers.append(got.status)
        if got.status in OUTAGE:
            self.pending, self.pending_body = save, body
            return
        self.pending = None
        if got.status in {302, 303}:
            self._settled(save, Heard(200, "", f'{{"disposition": "{save.code}"}}', "", ""))
        elif got.status == 422:
            self.settle_again(save)
        else:
            self.hand = None
