"""Read the lines of a pad about people: their words, roles, stance and influence. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from pullahead.conversations.pad_days import plain_text
from pullahead.conversations.pad_doubts import NOT_A_NAME, named, with_person
from pullahead.conversations.pad_lines import (
    NAME,
    NOTE_CHIP,
    QUOTES,
    ROLES,
    STANCES,
    PadChip,
    PadDoubt,
    PadFacts,
    PadKind,
    PadLine,
)

_SAID = r"(?:\s+(?:said|says|asked|asks|dice|dijo|diz|disse))?"
_WORDS = re.compile(
    rf"^{NAME}{_SAID}\s*:?\s*[{QUOTES}]\s*(?P<what>[^{QUOTES}\s][^{QUOTES}]*)[{QUOTES}]?\s*\.?$",
    re.IGNORECASE,
)
_LINK = re.compile(rf"^{NAME}\s*(?:[-=]?>|→)\s*(?P<to>[^\W\d_].{{0,39}})$")
# Words that mean a role, and words between a name and its role
_ROLE_OF = {
    **{one: one for one in ROLES},
    "decides": "decider", "decide": "decider", "decisor": "decider",
    "approves": "approver", "aprueba": "approver", "aprova": "approver",
}  # fmt: skip
_IS = {"is", "the", "a", "an", "our", "as", "=", "es", "el", "la", "un", "una", "é", "o", "um"}


def words(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine | None:
    """Read a quote of a contact; what a colleague said is a note."""
    found = _WORDS.match(said)
    if found is None:
        return None
    line = replace(line, kind=PadKind.WORDS, what=found["what"].strip())
    contacts = replace(facts, people=facts.contacts)
    known = contacts if named(found["who"], facts.contacts) else facts
    line = with_person(found["who"], line, known, chosen)
    if line.doubt or line.who is None:
        return line
    if line.who.person is not None:
        return PadLine(line.text)
    if line.who.present or "was_there" in chosen.split("|"):
        return line
    chips = (PadChip("was_there", person=line.who), NOTE_CHIP)
    return replace(line, doubt=PadDoubt.WAS_ABSENT, chips=chips)


def link(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine | None:
    """Read the influence of one contact on another; two unknown names are a note."""
    found = _LINK.match(said)
    if found is None:
        return None
    contacts = replace(facts, people=facts.contacts)
    if not named(found["who"], facts.contacts) and not named(found["to"], facts.contacts):
        return None
    line = replace(line, kind=PadKind.INFLUENCE, what=said)
    line = with_person(found["who"], line, contacts, chosen)
    if not line.doubt:
        line = with_person(found["to"], line, contacts, chosen, part="to")
    if not line.doubt and line.who == line.to:
        return replace(line, doubt=PadDoubt.UNKNOWN_NAME, chips=(NOTE_CHIP,))
    return line


def role(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine | None:
    """Read roles and the stance of a contact: *Legal approver -*, *Eva decides*."""
    parts = re.sub(r"decision[ -]maker", "decider", said, flags=re.IGNORECASE).split()
    stance = parts.pop().replace("−", "-") if parts[-1].replace("−", "-") in STANCES else ""
    roles: list[str] = []
    while parts and (found := _ROLE_OF.get(parts[-1].casefold().strip(",;.()"))):
        roles.insert(0, found)
        parts.pop()
    while len(parts) > 1 and roles and parts[-1].casefold() in _IS:
        parts.pop()
    who = " ".join(parts)
    if not who or len(who) > 40 or not (roles or stance) or not who[0].isalpha():
        return None
    contacts = replace(facts, people=facts.contacts)
    known = named(who, facts.contacts)
    if not known and (not roles or plain_text(who) in NOT_A_NAME):
        return None
    line = replace(line, kind=PadKind.ROLE, what=said, roles=tuple(roles), stance=stance)
    return with_person(who, line, contacts, chosen)
