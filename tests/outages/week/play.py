"""The week as it is played: who works, what comes in when, and what breaks."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.installations import Installation, until
from tests.outages.week.agents import OUTAGE, ApiAgent, PageAgent, WeekRecord
from tests.outages.week.breaks import SCHEDULE
from tests.outages.week.judge import WeekFacts
from tests.outages.week.lists import ListMaker, WeekList
from tests.outages.week.numbers import NumberMint
from tests.outages.week.office import MONDAY, PASSWORD, KeyClient, PageUser, WeekOffice
from tests.postgres import PostgresServer

NAMES: Final = ("Ana", "Bo", "Cy", "Di", "Ed", "Flo")
IN_BROWSER: Final = ("Ed", "Flo")
PEOPLE: Final = """
from pullahead.usecases.settings import users
for name in {names!r}:
    users.add_person(name=name, role='agent', team='Sales', password={password!r})
users.add_person(name='Lea', role='leader', team='Sales', password={password!r})
"""
SAMPLE: Final = Path(__file__).parents[4] / "shared/data/leads-sample.csv"
# Day and hour UTC → list; those of `BY_PAGE` are uploaded by the team lead
ARRIVALS: Final = {
    (0, 7): "fair",
    (0, 8): "brasil",
    (0, 12): "broken",
    (1, 9): "berlin",
    (1, 12): "mexico",
    (2, 8): "world",
    (2, 17): "mail",
    (4, 9): "crm",
    (5, 10): "fair",  # once more: nobody inquires twice by one row
}
BY_PAGE: Final = ("brasil", "world")
BY_COUNTRY: Final = ("US", "BR", "DE", "GB", "IN", "IT", "MX")


@dataclass(slots=True)
class WeekSize:
    """Length of a week: hours of the day in which people work, and the minutes of a step."""

    days: int = 7
    hours: Sequence[int] = range(7, 24)
    minutes: int = 30
    seed: int = 7


@dataclass(slots=True)
class Week:
    """The week: installation, people, lists, and the clients' record."""

    office: WeekOffice
    size: WeekSize
    dice: Random
    maker: ListMaker
    lists: list[WeekList]
    record: WeekRecord = field(default_factory=WeekRecord)
    agents: list[ApiAgent] = field(default_factory=list)
    leader: PageUser | None = None
    web: KeyClient | None = None
    errors: dict[str, dict[int, str]] = field(default_factory=dict)
    others: dict[str, set[str]] = field(default_factory=dict)
    unsent: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    long_list: int = 0  # the id of its import
    broken: list[str] = field(default_factory=list)

    def play(self) -> None:
        """Play every day; then a pull ends the claims that expired, as on any morning."""
        for day in range(self.size.days):
            for hour in self.size.hours:
                self.until_hour(day, hour)
                self.happen(day, hour)
                for _ in range(60 // self.size.minutes):
                    self.turns(4)
                    self.inquire()
                    self.office.move_clock(timedelta(minutes=self.size.minutes))
        self.saved_again()
        self.until_hour(self.size.days, 16)
        for agent in self.agents:
            agent.key.send("/api/v1/pull")

    def until_hour(self, day: int, hour: int) -> None:
        """Move the clock on to this hour; never back."""
        wanted = MONDAY.replace(hour=hour, minute=0) + timedelta(days=day)
        span = wanted - self.office.now()
        if span > timedelta():
            self.office.move_clock(span)

    def happen(self, day: int, hour: int) -> None:
        """Let arrive, break and begin what the plan has for this hour."""
        if (day, hour) in ARRIVALS:
            self.arrive(ARRIVALS[day, hour])
        if (day, hour) == (1, 15):  # two days of leave, from the next day on
            first, last = (MONDAY.date() + timedelta(days=n) for n in (2, 3))
            form = {"kind": "vacation", "first": first, "last": last}
            self.lead(f"/people/{self.agents[1].id}/leave", form, "leave")
        if hour == 18 and day in {1, 4}:
            self.lead(f"/floor/send-home/{self.agents[2].id}", {"sure": "1"}, "shift ended")
        if (day, hour) in SCHEDULE:
            breaks = SCHEDULE[day, hour]
            breaks(self)
            self.broken.append(breaks.__name__)

    def lead(self, path: str, form: dict[str, Any], act: str) -> None:
        """Let the team lead send a form."""
        assert self.leader is not None
        if self.leader.send(path, form).status in {302, 303}:
            self.record.count(act)

    def turns(self, count: int = 1) -> None:
        """Let every agent do so many steps."""
        for _ in range(count):
            for agent in self.agents:
                agent.turn()

    def saved_again(self) -> None:
        """Send again what an outage refused, until it is answered."""
        for agent in self.agents:
            while agent.pending is not None:
                agent.send(agent.pending, agent.pending_body)

    def arrive(self, name: str) -> None:
        """Import a list, by command or by page; its opt-outs count from then on."""
        there = next(one for one in self.lists if one.name == name)
        path = there.write(self.office.made.folder)
        if name in BY_PAGE:
            number = self.upload(path, name, there.country)
            until(lambda: self.has_ended(number), "the import to end")
            assert self.leader is not None
            self.errors[name] = _reasons(self.leader.read(f"/imports/{number}/refused.csv").text)
        else:
            found = path.with_suffix(".errors.csv")
            words = ["import", str(path), "--source", name, "--country", there.country]
            self.office.made.done(*words, "--errors", str(found))
            self.errors[name] = _reasons(found.read_text()) if found.exists() else {}
        barred = [number for row in there.rows if row.barred for number in row.numbers]
        self.record.bar(self.office, barred)

    def upload(self, path: Path, source: str, country: str) -> int:
        """Upload a list on the page of imports, check its columns, and start it."""
        assert self.leader is not None
        self.leader.read("/imports")
        form = {"source": source, "country": country, "encoding": ""}
        got = self.leader.upload("/imports/upload", form, path)
        assert got.status in {302, 303}, got.text[:2000]
        number = int(got.location.rstrip("/").rpartition("/")[2])
        page = self.leader.read(f"/imports/{number}").text
        chosen = [
            re.search(r'<option value="(\w+)" selected', one) for one in _selects(page, "field")
        ]
        fields = [found[1] if found else "attribute" for found in chosen]
        form = {"source": source, "country": country, "dates": "", "do": "start"}
        got = self.leader.send(f"/imports/{number}/map", {**form, "field": fields})
        assert got.status in {302, 303}, got.text[:2000]
        return number

    def upload_long_list(self) -> None:
        """Upload the list in whose middle the worker is killed: real data, where it is there."""
        path = self.office.made.folder / "long.csv"
        if SAMPLE.exists():
            with SAMPLE.open(encoding="utf-8") as file:
                text = "".join(line for _n, line in zip(range(2_001), file, strict=False))
            path.write_text(text)
            for row in csv.DictReader(text.splitlines()):
                self.others.setdefault(_brazilian(row["Telephone"]), set()).add(row["Full Name"])
            self.long_list = self.upload(path, "long", "BR")
            return
        rows = [self.maker.row("long", "BR") for _ in range(1_200)]
        self.lists.append(WeekList("long", "BR", rows))
        self.long_list = self.upload(self.lists[-1].write(path.parent), "long", "BR")

    def has_ended(self, number: int) -> bool:
        """Return whether the job of an import is done."""
        found = self.office.sql(
            "SELECT j.state FROM leads_import i JOIN base_job j ON j.id = i.job_id WHERE i.id = %s",
            number,
        )
        return found == [("done",)]

    def is_imported(self) -> bool:
        """Return whether the long list has been imported."""
        return self.has_ended(self.long_list)

    def is_importing(self) -> bool:
        """Return whether some rows of the long list are stored."""
        found = self.office.sql("SELECT rows FROM leads_import WHERE id = %s", self.long_list)
        return bool(found[0][0])

    def inquire(self) -> None:
        """Send inquiries of the web form: new people, people whose lead is with an agent."""
        chance = self.dice.random()
        if chance < 0.3:
            country = self.dice.choice(BY_COUNTRY)
            row = self.maker.row("web", country)
            body = {"name": row.name, "phone": row.numbers[0], "email": row.mails[0]}
            self.others.setdefault(row.numbers[0], set()).add(row.name)
            self.unsent.append((body, f"web-{self.maker.made}"))
        elif chance < 0.4:
            self.ask_again()
        for body, key in list(self.unsent):
            self.send_inquiry(body, key)

    def ask_again(self) -> None:
        """Let the person inquire whose lead an agent has; a few ask not to be called."""
        held = [agent.hand for agent in self.agents if agent.hand is not None]
        found = [one for hand in held for one in hand.addresses("phone")]
        if not found:
            return
        value = self.dice.choice(found)["value"]
        name = self.office.sql(
            "SELECT l.name FROM leads_lead l JOIN leads_address a ON a.lead_id = l.id "
            "WHERE a.value = %s LIMIT 1",
            value,
        )[0][0]
        self.maker.made += 1
        body: dict[str, Any] = {"name": name, "phone": value, "attributes": {}}
        body["attributes"]["message"] = f"Please call me, request {self.maker.made}"
        if self.dice.random() < 0.2:
            body["attributes"]["do_not_call"] = "yes"
        self.unsent.append((body, f"web-{self.maker.made}"))

    def send_inquiry(self, body: dict[str, Any], key: str) -> None:
        """Send one inquiry; it stays unsent while an outage refuses it."""
        assert self.web is not None
        got = self.web.send("/api/v1/leads", body, Idempotency_Key=key)
        if got.status in OUTAGE:
            return
        self.unsent.remove((body, key))
        self.record.received(body, got)
        if body.get("attributes", {}).get("do_not_call") and got.status in {200, 201}:
            self.record.bar(self.office, [body["phone"]])

    def facts(self) -> WeekFacts:
        """Return what the judge needs; a shorter week judges the lists that came in."""
        came_in = [one for one in self.lists if one.name in self.errors or one.name == "long"]
        assert self.size.days < 7 or len(came_in) == len(self.lists)
        return WeekFacts(
            self.office.sql, self.record, self.office.heard, came_in, self.errors, self.others
        )


def begin(database: PostgresServer, folder: Path, size: WeekSize) -> Week:
    """Make people, keys and lists, and serve them."""
    dice = Random(size.seed)
    office = WeekOffice(Installation(database.url, folder), database)
    maker = ListMaker(dice, NumberMint(dice))
    week = Week(office, size, dice, maker, maker.lists())
    office.made.done("migrate")
    office.set_clock(MONDAY)
    office.made.ask(PEOPLE.format(names=NAMES, password=PASSWORD))
    key = office.made.done("key", "add", "--source", "web", "--scope", "leads:write").split()[-1]
    week.web, week.leader = KeyClient(office, key), PageUser(office, "Lea")
    office.start()
    for name in NAMES:
        week.agents.append(_agent(week, name))
    return week


def _agent(week: Week, name: str) -> ApiAgent:
    office = week.office
    words = ("key", "add", "--agent", name, "--scope", "pull")
    key = KeyClient(office, office.made.done(*words).split()[-1])
    number = office.sql("SELECT id FROM team_person WHERE name = %s", name)[0][0]
    kind = PageAgent if name in IN_BROWSER else ApiAgent
    dice = Random(f"{week.size.seed} {name}")
    page = PageUser(office, name)
    page.sign_in()
    return kind(office, week.record, number, key, dice, page)


def _selects(page: str, name: str) -> list[str]:
    """Return the text of every select of this name."""
    return re.findall(rf'<select name="{name}".*?</select>', page, re.DOTALL)


def _reasons(text: str) -> dict[int, str]:
    """Return the reasons of a file of errors, by line."""
    found: dict[int, str] = {}
    for row in csv.DictReader(text.splitlines()):
        line = int(row["line"] or 0)
        found[line] = f"{found.get(line, '')} {row['reason']}".strip()
    return found


def _brazilian(text: str) -> str:
    """Read a number of the sample: digits after the trunk zero and the country's code."""
    digits = re.sub(r"\D", "", text).lstrip("0")
    national = digits[2:] if len(digits) > 11 and digits.startswith("55") else digits
    return f"+55{national}"


def summary(week: Week) -> dict[str, Any]:
    """Count what ran, for docs/numbers.md."""
    count = week.office.sql
    tables = ("leads_lead", "leads_inquiry", "pull_claim", "pull_attempt", "leads_optout")
    rows = {name: count(f"SELECT count(*) FROM {name}")[0][0] for name in tables}
    statuses: dict[int, int] = {}
    for one in week.office.heard:
        statuses[one.status] = statuses.get(one.status, 0) + 1
    acts = dict(sorted(week.record.acts.items()))
    found = {"rows": rows, "requests": len(week.office.heard), "statuses": statuses, "acts": acts}
    return json.loads(json.dumps(found | {"outages": week.broken}))  # type: ignore[no-any-return]
