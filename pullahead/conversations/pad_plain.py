"""Read plain sentences of a pad as the forms that they probably mean. Pure.

*Ada will send the floor plan by Friday* reads like *Ada: send the floor plan by Friday*. A guess
makes nothing by itself: it is a chip, and one tap makes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pullahead.conversations.pad_days import plain_text, read_day, split_last_day
from pullahead.conversations.pad_doubts import ME, NOT_A_NAME, THEY, spelled_out
from pullahead.conversations.pad_lines import PadFacts

LIKELY_AT_MOST = 3
_MUST = r"(?:must|has to|have to|needs? to|should|will|debe|tiene que|deve|tem que)"
ROLE_VERBS = (
    ("decider", r"decides?|has the (?:last|final) (?:word|say)|makes the (?:final )?decision"),
    ("decider", r"holds? the budget|tiene la ultima palabra|tem a ultima palavra"),
    ("approver", rf"{_MUST} (?:approve|sign|agree|aprobar|firmar|aprovar|assinar)"),
    ("approver", r"approves?|signs?|aprueba|firma|aprova|assina"),
    ("gatekeeper", r"(?:can|could|may|might) (?:stop|block|veto)|puede (?:parar|vetar)|pode vetar"),
    ("buyer", r"buys|negotiates|compra|negocia"),
    ("user", r"uses|works with it|usa"),
)
STANCE_VERBS = (
    ("-", r"(?:is|are|was|seems?) (?:not |un|very un)(?:happy|convinced|sure)"),
    ("-", r"(?:is |are |was |seems? )?(?:against|skeptical|sceptical|en contra|contra)\b"),
    ("-", r"dislikes?|hates?|opposes?|does ?n[o']t (?:like|want)|doubts?|no quiere|nao quer"),
    ("+", r"likes?|loves?|supports?|(?:is |are |was )?(?:happy|keen|excited|in favou?r|for it)\b"),
    ("+", r"le gusta|gosta|(?:esta )?(?:a favor|content[oa]|encantad[oa])"),
)
_AFRAID = r"worr|afraid|concern|nervous|unsure|annoyed|angry|preocupad|nervios"
WORDS_VERBS = (
    rf"(?:(?:is|are|was|were|feels?|seems?|esta) )?(?:still |very )?(?:{_AFRAID})",
    r"fears?|wants?|needs?|thinks?|asks?|asked|hopes?|prefers?|insists?|complains?|expects?",
    r"can ?not|can't|cannot|does ?n[o']t|won't|will not|quiere|quer|teme|necesita|precisa",
)
_SAID = re.compile(r"(?:said|says|told (?:me|us)|dice|dijo|diz|disse)(?: that| que)?[:,]? (.+)")
_WILL = re.compile(
    r"(?:will|shall|(?:is|are|am) going to|promise[sd]? to|agree[sd]? to|offer(?:s|ed) to"
    r"|va a|vamos a|voy a|vai|vamos|vou) (?!not\b)(.+)",
    re.IGNORECASE,
)
_NO_PROMISE = re.compile(
    r"(?:is|are|was|were|has|had|have|came|went|left|told|met|called|moved|knows?|es|fue|era|foi)\b"
)
_ASKED = re.compile(
    r"(?:(?:i|we) )?ask(?:ed)? (?P<who>\S+)(?: for| to)? (?P<what>.+)", re.IGNORECASE
)
_NEED = re.compile(
    r"(?:(?:i|we) )?need (?P<what>.+) from (?P<who>\S+?)(?P<day>(?: by)? .+)?", re.IGNORECASE
)
_SWAYS = re.compile(r"(?:influences?|convinces?|advises?|persuades?|influye en|influencia) (.+)")
_HEARS = re.compile(r"(?:listens to|trusts|relies on|follows|escucha a|confia en|escuta) (.+)")
_TASK = re.compile(
    r"(?:re)?(?:send|call|check|prepare|mail|email|e-mail|write|ask|get|make|share|confirm|schedule"
    r"|arrange|draft|update|order|deliver|show|bring|find|visit|book|quote|print|measure|enviar"
    r"|llamar|preparar|confirmar|ligar|mandar) \S",
    re.IGNORECASE,
)
_SHORT = re.compile(r"^(\w+)[’'](ll|s|re|m)\b", re.IGNORECASE)
_LONG = {"ll": "will", "s": "is", "re": "are", "m": "am"}
_LEADING = re.compile(
    r"^(?:on |by |el |no |na )?(?P<day>.{3,24}?)[:,]?\s+(?P<rest>\S.*)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PadGuess:
    """A form that a plain sentence probably means; the kind is unique among its guesses."""

    kind: str
    text: str


def guesses(said: str, facts: PadFacts) -> tuple[PadGuess, ...]:
    """Return the forms that a plain sentence reads like, the likeliest first."""
    said = _SHORT.sub(lambda one: f"{one[1]} {_LONG[one[2].lower()]}", _day_last(said, facts))
    dated = _is_dated(said, facts)
    found: list[PadGuess] = []
    for who, rest, known in _subjects(said, facts):
        found += _about(who, rest, facts, known=known, dated=dated)
        if found:
            break
    found = found or _asked(said, facts)
    if dated and not found and not _starts_known(said, facts):
        task = [PadGuess("promise", f"me: {said}")] if _TASK.match(said) else []
        found = [*task, PadGuess("step", f"+ {said}")]
    once = {one.kind: one for one in reversed(found)}
    return tuple(one for one in found if once[one.kind] is one)[:LIKELY_AT_MOST]


def _day_last(said: str, facts: PadFacts) -> str:
    """Move a day at the beginning to the end: *On Thursday we send the quote*."""
    words = said.split()
    for count in (3, 2, 1):
        found = _LEADING.match(said) if len(words) > count else None
        if found is None:
            continue
        skip = 1 if words[0].lower() in {"on", "by", "el", "no", "na"} else 0
        day = " ".join(words[skip : skip + count]).rstrip(":,")
        rest = " ".join(words[skip + count :])
        if rest and read_day(day, facts.today).day is not None:
            return f"{rest} by {day}"
    return said


def _is_dated(said: str, facts: PadFacts) -> bool:
    what, reading = split_last_day(said, facts.today)
    return bool(what) and (reading.day is not None or bool(reading.choices))


def _subjects(said: str, facts: PadFacts) -> list[tuple[str, str, bool]]:
    """Return who a sentence may be about, the rest, and whether the name is known."""
    words = said.split()
    found = []
    for count in (3, 2, 1):
        who, rest = " ".join(words[:count]).rstrip(","), " ".join(words[count:])
        plain = plain_text(who)
        if rest and (spelled_out(who, facts.people) or plain in ME or plain in THEY):
            found.append((who, rest, True))
    if not found and len(words) > 1 and _may_be_name(words[0]):
        count = 2 if len(words) > 2 and _may_be_name(words[1]) else 1
        found.append((" ".join(words[:count]), " ".join(words[count:]), False))
    return found


def _may_be_name(word: str) -> bool:
    return word[0].isupper() and plain_text(word) not in NOT_A_NAME


def _starts_known(said: str, facts: PadFacts) -> bool:
    return any(known for _who, _rest, known in _subjects(said, facts))


def _about(who: str, rest: str, facts: PadFacts, *, known: bool, dated: bool) -> list[PadGuess]:
    """Return the guesses about a person; an unknown one can only promise or have a role."""
    plain = plain_text(rest)
    theirs = plain_text(who) not in ME and not any(
        one.person is not None for one in spelled_out(who, facts.people)
    )
    found: list[PadGuess] = []
    if theirs:
        found += [PadGuess("role", f"{who} {one}") for one in _first(ROLE_VERBS, plain)]
        if found and dated:
            found.append(PadGuess("step", f"+ {who} {rest}"))
        if known:
            found += _opinion(who, rest, plain, facts)
    will = _WILL.match(rest)
    if will is not None and not found:
        found.append(PadGuess("promise", f"{who}: {will[1]}"))
    elif known and dated and not found and not _NO_PROMISE.match(plain):
        found.append(PadGuess("promise", f"{who}: {rest}"))
    return found


def _opinion(who: str, rest: str, plain: str, facts: PadFacts) -> list[PadGuess]:
    """Return guesses of influence, stance and words of a contact."""
    for pattern, turned in ((_SWAYS, False), (_HEARS, True)):
        other = pattern.match(plain)
        if other is not None and spelled_out(other[1], facts.contacts):
            name = _tail(rest, other[1])
            first, second = (name, who) if turned else (who, name)
            return [PadGuess("influence", f"{first} > {second}")]
    said = _SAID.match(plain)
    if said is not None:
        return [PadGuess("words", f'{who} "{_tail(rest, said[1])}"')]
    words = PadGuess("words", f'{who} "{rest}"')
    stances = [PadGuess("stance", f"{who} {one}") for one in _first(STANCE_VERBS, plain)]
    if stances or any(re.match(rf"(?:{one})", plain) for one in WORDS_VERBS):
        return [*stances, words]
    return []


def _tail(rest: str, plain: str) -> str:
    """Return the last words of a text as typed, as many as a plain text has."""
    return " ".join(rest.split()[-len(plain.split()) :])


def _first(table: tuple[tuple[str, str], ...], plain: str) -> list[str]:
    """Return the first meaning whose verb begins the text."""
    return [name for name, verb in table if re.match(rf"(?:{verb})(?!\w)", plain)][:1]


def _asked(said: str, facts: PadFacts) -> list[PadGuess]:
    """Return the guess of a request: *asked Ada for the floor plan*."""
    for pattern in (_ASKED, _NEED):
        found = pattern.fullmatch(said)
        if found is not None and spelled_out(found["who"], facts.people):
            day = (found.groupdict().get("day") or "").strip()
            return [PadGuess("request", f"{found['who']}? {found['what']} {day}".strip())]
    return []
