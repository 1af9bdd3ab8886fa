"""Headings of opt-outs in languages without a pattern in `barring_headings`. Pure.

Each text is found inside a heading, in Latin letters as whole words; `*` ends a stem. Sources: the
words of forms and exports in these languages, and names of national do-not-call registers.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pullahead.leads.parsing.heading_text import folded

_NO_CALL: Final = (
    # Russian, Ukrainian, Bulgarian
    "не звонить/не дзвонити/не звъни/не се обаждай/отказ от звонков/запрет звонков/"
    # Chinese, Japanese, Korean
    "不要打电话/请勿致电/勿致电/拒绝来电/勿拨打/禁止致电/請勿致電/不要打電話/"
    "電話ng/架電ng/tel ng/電話禁止/架電禁止/電話不可/架電不可/電話拒否/架電拒否/"
    "전화금지/전화 금지/전화거부/전화 거부/통화거부/통화 거부/전화하지/"
    # Arabic, Persian, Hebrew, Greek, Hindi, Thai
    "عدم الاتصال/لا تتصل/عدم الإتصال/تماس نگیرید/אל תתקשר/לא להתקשר/אין להתקשר/"
    "μην καλ*/να μην κληθ*/कॉल न/ห้ามโทร/"
    # Turkish, Polish, Czech, Hungarian, Croatian, Romanian
    "aranmak istem*/aranmasin/aranmamak/aramayin/arama yasag*/zakaz dzwonienia/nie dzwon*/nevolat/"
    "ne hivja/ne hivd*/ne zovi/ne zvati/nu suna*/nu apela/"
    # Nordic, Indonesian, Vietnamese, Tagalog
    "ikke ring/ring ikke/ma ikke ringes/skal ikke ringes/ring inte/far ej ringas/nix telefon/"
    "ala soita/ei saa soittaa/jangan telepon/jangan telpon/khong goi/huwag tawagan/"
    # Latin America
    "bloqueio de telemarketing/bloqueio telemarketing"
).split("/")
_NO_CONTACT: Final = (
    "勿打扰/勿扰/勿擾/連絡不可/連絡禁止/連絡ng/연락금지/연락 금지/연락거부/не беспокоить/"
    "jangan hubungi/ma ikke kontaktes/refus de prospection/refus prospection"
).split("/")
_PERHAPS: Final = "черный список/수신거부/수신 거부/黑名单/ブラックリスト/procon".split("/")


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return each field with the pattern of its texts, as `folded` writes a heading."""
    tables = (("do_not_call", _NO_CALL), ("do_not_contact", _NO_CONTACT), ("undecided", _PERHAPS))
    return tuple((field, re.compile("|".join(map(_pattern, texts)))) for field, texts in tables)


def _pattern(text: str) -> str:
    found = re.escape(folded(text))
    if not found[0].isascii():
        return found
    return rf"\b{found}" if text.endswith("*") else rf"\b{found}\b"


@lru_cache(maxsize=4_096)
def foreign_barring(words: str) -> str:
    """Return do_not_call, do_not_contact or undecided for a folded heading, "" for another."""
    return next((field for field, pattern in _patterns() if pattern.search(words)), "")
