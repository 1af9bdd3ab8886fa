"""Count keys, taps and seconds of a pad by the keystroke model: `python -m bench.pad`.

The model: 0.2 s a key (55 words a minute), 1.1 s a tap, 1.35 s of thought for each line and each
choice. A choice takes the first chip of a line in doubt until the line makes something.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pullahead.conversations.pad import read_pad
from pullahead.conversations.pad_lines import PadFacts, PadPerson

KEY, TAP, THOUGHT = 0.2, 1.1, 1.35
FACTS = PadFacts(
    (
        PadPerson("Ines Prado", contact=UUID(int=1), present=True),
        PadPerson("Jon Weber", contact=UUID(int=2), present=True),
        PadPerson("Eva Lindqvist", contact=UUID(int=3)),
        PadPerson("", contact=UUID(int=4), role="Legal"),
        PadPerson("Dev", person=1, present=True),
    ),
    1,
    date(2026, 11, 25),
)
PADS = {
    "example, forms": """Ines "we cannot lose one breakfast service"
Dev: fire certificate by Thu
Ines: names who signs by Mon
+ legal review 12 Jan
Legal approver
Jon > Ines""",
    "call, forms": """Ines: floor plan by Fri
me: certificate to Jon by Thu
Jon "dust in the corridors"
+ next call 5 Dec
Eva decides
Legal approver""",
    "call, plain sentences": """Ines will send us the floor plan of the house by Friday
We send the fire certificate to Jon on Thursday
Jon is worried about the dust in the corridors
Next call with both of them on 5 Dec
Eva decides the budget
Legal must sign off the contract""",
}
# Ticks of who was there, the text box, and the save
START_AND_SAVE = 3


def choices_of(text: str) -> tuple[int, int, int]:
    """Return the lines that make something, those in doubt at first, and the taps they need."""
    chosen: dict[str, str] = {}
    lines = read_pad(text, FACTS)
    doubts, taps = sum(bool(one.doubt) for one in lines), 0
    while any(one.doubt for one in lines):
        line = next(one for one in lines if one.doubt)
        chosen[line.key] = line.chips[0].code
        lines, taps = read_pad(text, FACTS, chosen), taps + 1
    return sum(one.makes for one in lines), doubts, taps


def main() -> None:
    """Print one row for each pad."""
    for name, text in PADS.items():
        makes, doubts, each = choices_of(text)
        lines = text.count("\n") + 1
        typing = len(text) * KEY + lines * THOUGHT
        for taps in sorted({each, min(each, 1)}):
            seconds = typing + (START_AND_SAVE + taps) * TAP + taps * THOUGHT
            print(
                f"{name}: {len(text)} characters, {makes} of {lines} lines make something, "
                f"{doubts} in doubt, {taps + START_AND_SAVE} taps, {seconds:.0f} s"
            )


if __name__ == "__main__":
    main()
