"""Texts for pages that do not exist, or that the viewer may not see."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

CLAIM_NOT_FOUND = gettext_lazy("You do not have this lead. Reload the page.")
LEAD_NOT_FOUND = gettext_lazy("Lead not found. Check the address.")
PAGE_NOT_FOUND = gettext_lazy("Page not found. Check the address.")
TEAM_NOT_FOUND = gettext_lazy("Team not found. Reload the page.")
