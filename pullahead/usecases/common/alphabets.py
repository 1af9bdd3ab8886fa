"""Letters beyond ASCII of each language, by the encodings that have them. Pure data.

A language whose letters make misread names look real is used for its own country only.
"""

from __future__ import annotations

from typing import Final

_WESTERN: Final = (
    *("àâæçéèêëîïôœùûüÿ", "áéíóúüñç", "àçèéíïòóúü", "áâãàçéêíóôõúü", "àèéìíîòóùú"),
    *("äöüßéèáó", "éëïóöüèáíç", "åäöéüáèô", "æøåéóèôòäöü", "áéíóú", "âêîôûáéö"),
)  # French, Spanish, Catalan, Portuguese, Italian, German, Dutch, Swedish, Danish, Irish, Welsh
_POLISH, _CZECH, _SLOVAK = "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž"
_HUNGARIAN, _ROMANIAN, _CROATIAN = "áéíóöőúüű", "ăâîșțşţ", "čćđšž"
_CENTRAL: Final = (
    *(_POLISH, _CZECH, _SLOVAK, _HUNGARIAN, _ROMANIAN, _CROATIAN),
    *("äöüß", "áéíóúüç", "äáéíóúö"),
)  # the last: German and loan words
_TURKISH: Final = ("çğıöşüâîû", "äöüß", "áéíóúüçñ")
_BALTIC: Final = ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž")  # Lithuanian, Latvian, Estonian
_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_CYRILLIC: Final = (
    _RUSSIAN,
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
)  # Russian and Bulgarian, Ukrainian, Belarusian
_SERBIAN: Final = "абвгдђежзијклљмнњопрстћуфхцчџш"
_MACEDONIAN: Final = "абвгдѓежзѕијклљмнњопрстќуфхцчџш"

_ENCODINGS: Final = {
    "western": "cp1252 mac_roman cp850 cp437",
    "central": "cp1250 iso8859-2 cp852",
    "turkish": "cp1254 cp857",
    "baltic": "cp1257",
    "cyrillic": "cp1251 koi8-r cp866 mac_cyrillic iso8859-5",
}
_FAMILY: Final = {name: family for family, names in _ENCODINGS.items() for name in names.split()}


def family_of(encoding: str) -> str:
    """Return the family of an encoding; "" for one whose letters are not listed."""
    return _FAMILY.get(encoding, "")


def _sets(*alphabets: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(letters) for letters in alphabets)


FAMILIES: Final = {
    "western": _sets(*_WESTERN),
    "central": _sets(*_CENTRAL),
    "turkish": _sets(*_TURKISH),
    "baltic": _sets(*_BALTIC),
    "cyrillic": _sets(*_CYRILLIC),
}
OF_COUNTRY: Final = {
    **dict.fromkeys(("IS", "FO"), _sets("áéíóúýþæöð", "áíóúýæøðåä")),
    **dict.fromkeys(("RS", "ME", "BA"), _sets(_SERBIAN, "čćđšž")),
    "MK": _sets(_MACEDONIAN),
    **dict.fromkeys(("EE", "FI"), _sets("äõöüšž", "äöåšž")),
    **dict.fromkeys(("LT", "LV"), _sets(*_BALTIC)),
    "AL": _sets("çëê"),
    "PL": _sets(_POLISH),
    "CZ": _sets(_CZECH),
    "SK": _sets(_SLOVAK),
    "HU": _sets(_HUNGARIAN),
    "RO": _sets(_ROMANIAN),
    **dict.fromkeys(("HR", "SI"), _sets(_CROATIAN)),
}
