"""Headings of a phone, an extension or an email address of the person. Pure.

All words of such a heading are known: a noun, and words that distinguish several phones. *Phone
type*, *Fax* and *Assistant phone* have other words, so they are attributes.
"""

from __future__ import annotations

import re
from typing import Final

_PHONES: Final = frozenset(
    "whats phone phones telephone tel ph mob cel tlf tlfn fon handphone mobile mobiles cell "
    "cellphone cellular whatsapp landline telefone telefones fone celular telemovel telefono "
    "telefonos movil telefon handy mobil mobiltelefon festnetz rufnummer telefonnummer "
    "handynummer portable mobilephone phonenumber homephone workphone businessphone otherphone "
    "altphone".split()
)
_MAILS: Final = frozenset("email emails mail correo correos courriel emailaddress".split())
_WHICH: Final = frozenset(
    "1 2 3 4 5 6 7 8 9 10 1st 2nd 3rd 4th first second third main primary secondary other others "
    "alt alternate alternative alternativo alternativa additional adicional extra another backup "
    "user business work office home private personal direct day daytime evening night landline "
    "number numbers no nr num numero numeros nummer address addr e contact lead customer client "
    "person principal secundario secundaria segundo segunda outro outra otro otra residencial "
    "residencia comercial trabalho trabajo casa fijo fixo particular recado pessoal geschaftlich "
    "privat dienstlich zweite weitere arbeit pro domicile travail fixe professionnel personnel "
    "secondaire autre de do da del com ddd app contacto contato endereco direccion adresse".split()
)
_EXTENSIONS: Final = frozenset("ext extn extension ramal extensao durchwahl anexo interno".split())
_WITHOUT: Final = re.compile(r"\bno (?:phones?|calls?|e ?mails?|mails?)\Z")  # not "No. Tel"
_NUMBERED: Final = re.compile(r"(?<=[a-z])(?=[0-9])")  # Phone2


def contact_field(spaced: str) -> str:
    """Return phone, email or extension for the words of a heading; "" for any other."""
    words = set(_NUMBERED.sub(" ", spaced).split())
    if _WITHOUT.search(spaced):
        return ""
    if words & _EXTENSIONS:
        return "extension" if words <= _EXTENSIONS | _PHONES | _WHICH else ""
    if spaced.startswith("e mail") or " e mail" in spaced:
        words.add("email")
    for field, nouns in (("email", _MAILS), ("phone", _PHONES)):
        if words & nouns and words <= nouns | _WHICH:
            return field
    return ""
