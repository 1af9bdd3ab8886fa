"""Detection of test leads of form vendors. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pullahead.leads.parsing.flags import read_flag
from pullahead.leads.parsing.heading_text import folded

_DUMMY: Final = re.compile(
    r"<\s*test[ -]?lead\s*:|\bdummy[ -](?:data|daten) f(?:or|ür)\b|"
    r"<[^<>]{0,60}\b(?:lead de (?:teste?|prueba)|prueba|prospect test|teste)\b[^<>]{0,80}>",
    re.IGNORECASE,
)
_TEST_ID: Final = re.compile(r"TeSter-[0-9A-Z-]*")  # Google's id of a lead that its form sends
_NO_PERSON: Final = frozenset({"firstname lastname", "first name last name", "full name"})
_MAILBOXES: Final = frozenset(
    "test@fb.com test@meta.com test@facebook.com test@linkedin.com test@test.linkedin.com "
    "test@tiktok.com test@google.com test@bytedance.com".split()
)
_KINDS: Final = frozenset({"lead type", "leadtype", "lead kind", "form type"})
_FLAGS: Final = frozenset(
    ("is test/test lead/testlead/is test lead/istest/istestlead/test submission").split("/")
)


def is_test_lead(texts: Mapping[str, str]) -> bool:
    """Check whether a row is a test of Facebook, LinkedIn or Google.

    Facebook fills fields with `<test lead: dummy data for full_name>`. LinkedIn and Google mark the
    lead in a field of its own; Google also names its lead FirstName LastName.
    """
    if folded(" ".join(texts.get(n, "") for n in ("first_name", "last_name"))) in _NO_PERSON:
        return True
    if folded(texts.get("name", "")) in _NO_PERSON:
        return True
    for name, text in texts.items():
        if not text:
            continue
        if _DUMMY.search(text) or text.strip().lower() in _MAILBOXES:
            return True
        if _TEST_ID.fullmatch(text.strip()):
            return True
        if folded(name) in _KINDS and folded(text) in ("test", "test lead"):
            return True
        if folded(name) in _FLAGS and read_flag(text) and len(text) <= 10:
            return True
    return False
