"""The axe check passes a good page and names the faults of a bad one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import axe_violations, no_axe_violations

GOOD = """<!doctype html><html lang="en"><head><title>Next</title></head>
<body><main><h1>Next</h1><button>Pull</button></main></body></html>"""
BAD = """<!doctype html><html><body><img src="data:,"><button></button></body></html>"""

pytestmark = pytest.mark.browser


def test_a_good_page_passes(page: Page) -> None:
    page.set_content(GOOD)
    no_axe_violations(page)


def test_a_bad_page_is_named_element_by_element(page: Page) -> None:
    page.set_content(BAD)
    found = {line.partition(":")[0] for line in axe_violations(page)}
    assert {"image-alt", "button-name", "document-title", "html-has-lang"} <= found
