"""Play the buying group of Northgate Hotels: members, influence, a missed moment, a cycle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from pullahead.usecases.buying import members, plan
from pullahead.usecases.buying.group import buying_group
from pullahead.usecases.buying.members import MemberInput
from pullahead.usecases.buying.plan_page import deal_plan
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.deals import findings

DECIDES: Final = "Ines Prado"
# name, role at the customer, side, decides, sees the problem
CONTACTS: Final = (
    (DECIDES, "Managing director", "theirs", True, True),
    ("Jon Weber", "Operations", "theirs", False, True),
    ("Ada Kline", "Housekeeping", "theirs", False, True),
    ("Dee Moss", "Kitchen", "theirs", False, True),
    ("Bo Ekman", "Purchasing", "theirs", False, False),
    ("Cem Aydin", "Architect", "outside", False, False),
    ("Eva Lindqvist", "Finance", "theirs", False, False),
    ("", "Legal", "theirs", False, False),
)
# name: roles in the decision, stance, who brought them
GROUP: Final[Mapping[str, tuple[tuple[str, ...], str, str]]] = {
    DECIDES: ((), "neutral", "Jon Weber"),
    "Jon Weber": (("initiator",), "mobilizer", ""),
    "Ada Kline": (("user",), "for", "Jon Weber"),
    "Dee Moss": (("user",), "for", "Jon Weber"),
    "Bo Ekman": (("buyer", "gatekeeper"), "against", ""),
    "Cem Aydin": (("influencer",), "", ""),
    "Eva Lindqvist": (("approver",), "", ""),
}
# The pad of the second talk adds Legal's role, and the influence of Jon and of Legal
LINKS: Final = (
    ("Ada Kline", "Jon Weber"),
    ("Dee Moss", "Ada Kline"),
    ("Bo Ekman", DECIDES),
    ("Eva Lindqvist", DECIDES),
    ("Cem Aydin", "Bo Ekman"),
)
SCENARIOS: Final = (
    ("The board decides in January", "Legal returns the contract"),
    ("The budget moves to spring", "Bo asks for a price that holds until May"),
)


def meet(deal: UUID, by: Person) -> None:
    """Add the people of the customer."""
    for name, role, side, decides, sees in CONTACTS:
        mail = f"{name.split()[0].lower()}@northgate.example" if name else ""
        findings.add_contact(
            deal_id=deal, by=by, name=name, role=role, email=mail, side=side,
            decides=decides, sees=sees,
        )  # fmt: skip


def map_group(deal: UUID, by: Person) -> None:
    """Set roles, stances and influence, as known after the first talk."""
    rows = _rows(deal, by)
    sees = {name: seen for name, _role, _side, _decides, seen in CONTACTS}
    for name, (roles, stance, brought_by) in GROUP.items():
        typed = MemberInput(
            decides=name == DECIDES,
            sees=sees[name],
            roles=roles,
            stance=stance,
            brought_by=rows.get(brought_by),
        )
        members.save_member(deal_id=deal, by=by, member=rows[name], typed=typed)
    for who, whom in LINKS:
        members.save_link(deal_id=deal, by=by, who=rows[who], whom=rows[whom])


def expect(deal: UUID, by: Person, at: datetime) -> None:
    """Plan the talk with the person who decides, with two jobs of the buyer done before it."""
    for job in ("problem", "validation"):
        plan.mark_job(deal_id=deal, by=by, job=job)
    plan.set_frame(
        deal_id=deal, by=by, words="Serve breakfast every day while the rooms are renewed"
    )
    plan.plan_moment(
        deal_id=deal,
        by=by,
        at=at,
        expected="names a board date",
        members=[_rows(deal, by)[DECIDES]],
    )


def learn(deal: UUID, by: Person, talk: UUID, after: datetime) -> None:
    """Judge the talk as missed; check, adjust, and plan the one after it."""
    (moment,) = deal_plan(deal_id=deal, viewer=by).moments
    plan.judge_moment(
        deal_id=deal,
        by=by,
        moment=moment.id,
        actual="no date: she asked about the interruption",
        judged="missed",
        conversation=talk,
    )
    plan.open_cycle(deal_id=deal, by=by)
    draft = deal_plan(deal_id=deal, viewer=by).check_draft
    written = {
        "check": draft,
        "adjust": "the interruption, not the price",
        "plan": "Show Ines and Eva the fitting by empty nights",
    }
    for step, words in written.items():
        plan.write_step(deal_id=deal, by=by, step=step, words=words)
    plan.mark_job(deal_id=deal, by=by, job="validation")
    _watch(deal, by)
    rows = _rows(deal, by)
    plan.plan_moment(
        deal_id=deal,
        by=by,
        at=after,
        expected="Eva says what she needs to approve",
        members=[rows["Eva Lindqvist"], rows[DECIDES]],
    )


def _watch(deal: UUID, by: Person) -> None:
    for text, _sign in SCENARIOS:
        plan.add_scenario(deal_id=deal, by=by, text=text)
    ids = {one.text: one.id for one in deal_plan(deal_id=deal, viewer=by).scenarios}
    for text, sign in SCENARIOS:
        plan.add_sign(deal_id=deal, by=by, scenario=ids[text], text=sign)


def _rows(deal: UUID, by: Person) -> dict[str, int]:
    return {one.name: one.id for one in buying_group(deal_id=deal, viewer=by).members}
