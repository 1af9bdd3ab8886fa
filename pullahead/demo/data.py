"""Invented people of the demo floor, with phone numbers reserved for fiction. Pure.

Every number is from a block that the country's regulator reserves for fiction. North America:
555-0100 to 555-0199 in each area code (in toll-free ones only 800 555-0199). Britain: Ofcom's drama
numbers. Australia: ACMA's fictitious numbers. France: ARCEP's numbers for audiovisual works.
Germany: Bundesnetzagentur's drama numbers. Email addresses are of RFC 2606's example domains.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TEAM: Final = "Sales"
SOURCE: Final = "demo"
AGENT, LEADER, ADMIN = "Robin Hale", "Grace Okafor", "Ada Winter"
MARKETER: Final = "Mia Sandoval"
CONTRIBUTOR: Final = "Ivy Larsen"
COLLEAGUES: Final = (
    "Bruno Castell",
    "Chiara Fontana",
    "Dev Malhotra",
    "Elif Aydin",
    "Felix Brandt",
    "Hanna Lind",
)
# stage in a former CRM, and days since the contact there
STAGES: Final = (("Proposal made", 1), ("Negotiation", 3), ("Bad timing", 40))
TOLL_FREE: Final = "+18005550199"  # without a zone: parked until a user enters one


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers reserved for fiction: `prefix` and `digits` more, from `first`, `count` of them."""

    place: str
    zone: str
    prefix: str
    digits: int
    first: int
    count: int

    def number(self, n: int) -> str:
        """Return the nth number of the block, as E.164."""
        return f"{self.prefix}{self.first + n % self.count:0{self.digits}d}"


@dataclass(frozen=True, slots=True)
class Region:
    """Blocks whose people are equally likely, and how many of a fresh floor's leads are there."""

    share: int
    blocks: tuple[Block, ...]


def _american(share: int, zone: str, codes: str) -> Region:
    pairs = (part.split("=") for part in codes.split("; "))
    return Region(share, tuple(Block(c, zone, f"+1{a}5550", 3, 100, 100) for a, c in pairs))


_LONDON, _PARIS, _BERLIN, _SYDNEY = (
    "Europe/London",
    "Europe/Paris",
    "Europe/Berlin",
    "Australia/Sydney",
)
_BRITISH = (
    ("London", "+44207946"),
    ("Leeds", "+44113496"),
    ("Sheffield", "+44114496"),
    ("Bristol", "+44117496"),
    ("Birmingham", "+44121496"),
    ("Edinburgh", "+44131496"),
    ("Glasgow", "+44141496"),
    ("Liverpool", "+44151496"),
    ("Manchester", "+44161496"),
)
_GERMAN = (
    ("Berlin", "+493023125"),
    ("Frankfurt", "+496990009"),
    ("Hamburg", "+494066969"),
    ("Cologne", "+492214710"),
    ("Munich", "+498999998"),
)
_FRENCH = (("Paris", "+3319900"), ("Lyon", "+3346571"), ("Toulouse", "+3353649"))
_AUSTRALIAN = (("Sydney", "+612"), ("Melbourne", "+613"))

REGIONS: Final[tuple[Region, ...]] = (
    _american(
        20,
        "America/New_York",
        "212=New York; 617=Boston; 202=Washington; 215=Philadelphia; 404=Atlanta; 305=Miami; "
        "704=Charlotte; 412=Pittsburgh; 216=Cleveland; 718=Brooklyn; 919=Raleigh; 614=Columbus; "
        "410=Baltimore; 203=New Haven; 401=Providence; 843=Charleston",
    ),
    _american(
        14,
        "America/Chicago",
        "312=Chicago; 713=Houston; 512=Austin; 214=Dallas; 612=Minneapolis; 504=New Orleans; "
        "615=Nashville; 414=Milwaukee; 210=San Antonio; 405=Oklahoma City; 816=Kansas City; "
        "901=Memphis; 205=Birmingham; 515=Des Moines",
    ),
    _american(7, "America/Denver", "303=Denver; 801=Salt Lake City; 505=Albuquerque; 406=Billings"),
    _american(3, "America/Phoenix", "602=Phoenix; 520=Tucson"),
    _american(
        13,
        "America/Los_Angeles",
        "213=Los Angeles; 415=San Francisco; 206=Seattle; 503=Portland; 702=Las Vegas; "
        "619=San Diego; 408=San Jose; 916=Sacramento; 253=Tacoma; 559=Fresno",
    ),
    _american(4, "America/Anchorage", "907=Anchorage"),
    _american(11, "Pacific/Honolulu", "808=Honolulu"),
    _american(4, "America/Toronto", "416=Toronto; 514=Montreal"),
    _american(3, "America/Vancouver", "604=Vancouver"),
    Region(13, tuple(Block(c, _LONDON, p, 4, 0, 1_000) for c, p in _BRITISH)),
    Region(6, tuple(Block(c, _PARIS, p, 4, 0, 10_000) for c, p in _FRENCH)),
    Region(6, tuple(Block(c, _BERLIN, p, 3, 0, 1_000) for c, p in _GERMAN)),
    Region(
        20,
        tuple(
            Block(c, _SYDNEY, p + exchange, 4, 0, 10_000)
            for c, p in _AUSTRALIAN
            for exchange in ("5550", "7010")
        ),
    ),
)

# Addresses of no lead: the toll-free number for examples, and example domains
OPT_OUTS: Final = (
    ("+1 800 555 0199", "Asked by letter"),
    ("privacy@example.com", "Asked by email"),
    ("purchasing@example.org", "Asked at a trade fair"),
)

FIRST_NAMES: Final = tuple(
    "Abena Adrian Aisha Alba Alice Amara Andre Anita Anton Aoife Arjun Astrid Beatriz Ben Bianca "
    "Camille Carlos Cecilia Chidi Clara Daniel Daria David Delphine Diego Elena Elliot Emeka Emma "
    "Enzo Esther Eva Fatima Finn Freya Gabriel Gemma Giulia Greta Hana Harriet Hugo Ibrahim Ines "
    "Isaac Isla Jamal Jana Jasper Joana Jonas Julia Kaito Karim Katya Kofi Lara Leila Leo Liam "
    "Lina Louis Lucia Luka Maeve Malik Marco Maria Marta Mateo Maya Mei Mila Mira Nadia Naomi "
    "Nico Nina Noah Nora Oscar Paolo Petra Priya Rafael Rania Rosa Ruben Sadia Samir Sara Selma "
    "Simon Sofia Stella Tara Theo Tomas Uma Vera Viktor Wanda Yara Yusuf Zoe".split()
)
LAST_NAMES: Final = tuple(
    "Abbott Adeyemi Almeida Andersson Asante Bauer Becker Bello Bennett Bianchi Boateng Bright "
    "Carter Chen Cohen Costa Cruz Dawson Diaz Dubois Eriksen Evans Farouk Ferrari Fischer Fraser "
    "Garcia Girard Gomes Graham Haddad Hansen Hart Hoffmann Hughes Ibarra Ito Jensen Joshi Kaya "
    "Keller Khan Kim Klein Kovacs Lambert Larsen Laurent Lee Lopez Mancini Marsh Martin Mbeki "
    "Mendes Meyer Moreau Morgan Murphy Nair Navarro Ng Novak Nwosu Olsen Ortiz Osei Park Patel "
    "Pereira Petrov Quinn Rahman Ramos Reid Ricci Rossi Roy Russo Santos Schmidt Shah Silva Singh "
    "Soto Stone Sato Tan Taylor Torres Turner Vidal Vogel Walsh Weber Wolf Wright Yilmaz "
    "Zhang".split()
)

# product, what they asked, a plausible value in the organization's currency (None: they said none)
WISHES: Final[tuple[tuple[str, str, int | None], ...]] = (
    ("Solar panels", "Roof faces south, 42 m². What would panels cost with a battery?", 9_400),
    ("Solar panels", "Moving in next month, want panels before winter. Please call.", 7_800),
    ("Heat pump", "Our gas boiler is 19 years old. Is a heat pump possible in a terrace?", 11_200),
    ("Heat pump", "Got two offers already and want a third to compare.", None),
    ("Home battery", "I have panels from 2016. Can a battery be added to them?", 5_600),
    ("Wall box", "New electric car arrives on the 12th. I need a charger at home.", 1_350),
    ("Wall box", "Twelve parking places in our block. Who pays for what?", 14_000),
    ("Windows", "Eight windows, two of them arched. A rough price please.", 6_300),
    ("Windows", "There is a draught at my daughter’s bed. How soon could you look at it?", None),
    ("Kitchen", "We know what we want, we need someone who starts this spring.", 18_500),
    ("Kitchen", "Just the worktop and the sink. Do you do small jobs?", 2_100),
    ("Bathroom", "My father can no longer climb into the bath. What can be done?", 8_700),
    ("Roof", "After the storm tiles are missing. The insurer asks for an offer.", 4_900),
    ("Insulation", "The attic is cold and the bill was a shock. Free in the evenings.", 3_200),
    (
        "Insulation",
        "Is there still a grant for cavity walls? Your page does not say.",
        None,
    ),
    ("Garden room", "An office in the garden, 3 × 4 m, with power. When could it stand?", 16_000),
    ("Air conditioning", "Two bedrooms, top floor. Last summer was too much.", 3_800),
    ("Service plan", "Does the yearly service include the filter?", 240),
    ("Service plan", "I want to change from paying monthly to yearly.", None),
    ("Stairlift", "For my mother, the stairs turn left. She is in hospital until Friday.", 4_300),
)
HEARD_OF_US: Final = ("search", "a neighbor", "newsletter", "price comparison", "trade fair")

# disposition → what colleagues write; words that someone could have written
NOTES: Final[dict[str, tuple[str, ...]]] = {
    "no_answer": (
        "Rang with no answer.",
        "Eight rings, no one answered.",
        "No answer, tried twice.",
    ),
    "busy": ("Line busy.", "Busy again, will try later."),
    "voicemail": ("Left a message with our number.", "Voicemail: said we will call again."),
    "dropped": ("The call dropped after hello.", "Bad connection, cut off."),
    "third_party": ("Their partner answered: try in the afternoon.", "Colleague took a message."),
    "callback": (
        "Driving, asked for a call then.",
        "In a meeting, wants to talk later.",
        "Wants to have the figures at hand, agreed on a time.",
    ),
    "qualified": (
        "Wants an offer, budget agreed, decides with their partner.",
        "Good fit: owns the house, wants it done this quarter.",
    ),
    "quote_sent": (
        "Wants it in writing, quote sent by email.",
        "Compares two offers, has ours since today.",
    ),
    "thinking": ("Talks it over at home this week.", "Likes it, waits for the bank."),
    "won": ("Said yes on the phone, order sent.", "Ordered. Wants the earliest date."),
    "not_interested": (
        "Has bought elsewhere.",
        "Only wanted to know the price.",
        "Not this year, asked us to leave it.",
    ),
    "wrong_number": ("Another person has this number.",),
    "disconnected": ("Number not in service.",),
    "duplicate": ("Same person as one that we talked to yesterday.",),
}
ANY_NOTE: Final = "Spoke briefly, see above."
LUNCH: Final = "Lunch"  # a reason of breaks
RELEASES: Final = ("language", "conflict_of_interest", "technical")
