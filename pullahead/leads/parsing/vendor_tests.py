"""Recognize the test leads of form vendors, which are no people. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pullahead.leads.parsing.flags import read_flag
from pullahead.leads.parsing.headings import folded

_DUMMY: Final = re.compile(r"<\s*test lead\s*:|\bdummy data for\b", re.IGNORECASE)
_MAILBOXES: Final = frozenset(
    "test@fb.com test@meta.com test@facebook.com test@linkedin.com test@test.linkedin.com".split()
)
_FLAGS: Final = frozenset(
    ("is test/test lead/testlead/is test lead/istest/istestlead/test submission").split("/")
)


def is_test_lead(texts: Mapping[str, str]) -> bool:
    """Check whether a row is a test of Facebook, LinkedIn or Google.

    Facebook fills fields with `<test lead: dummy data for full_name>`. LinkedIn and Google mark the
    lead in a field of its own.
    """
    for name, text in texts.items():
        if not text:
            continue
        if _DUMMY.search(text) or text.strip().lower() in _MAILBOXES:
            return True
        if folded(name) in _FLAGS and read_flag(text) and len(text) <= 10:
            return True
    return False
