"""Campaign and click ids of a lead, from its attributes and the address of its landing page.

Intake stores every field under the name that the sender gave it. Names are compared folded, without
spaces, dashes and underscores.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

CAMPAIGN_LENGTH = 100
CLICK_LENGTH = 500
_CLICK = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_CAMPAIGN = ("utmcampaign", "campaign", "campaignname", "campaignid")
_CLICK_IDS = frozenset(
    "gclid gclidleadid gbraid wbraid msclkid ttclid fbclid fbc fbp leadgenid".split()
)
_PAGE = ("landingpage", "landingpageurl", "pageurl", "url", "link", "page", "referrerurl")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Campaign that brought a lead, and the ids by which ad platforms know the click."""

    campaign: str = ""
    gclid: str = ""  # Google
    fbclid: str = ""  # Meta, of the address
    fbc: str = ""  # Meta, of the browser's cookie
    meta_lead: str = ""  # Meta, of its own lead form


def attribution_of(attributes: Mapping[str, object]) -> Attribution:
    """Return campaign and click ids of the attributes. A field overrides the landing page."""
    given = {_folded(name): _text(value) for name, value in attributes.items()}
    pages = [given[name] for name in _PAGE if given.get(name)]
    fields = {name: text for page in reversed(pages) for name, text in _query(page).items()} | given
    campaign = next((fields[name] for name in _CAMPAIGN if fields.get(name)), "")
    return Attribution(
        campaign=campaign[:CAMPAIGN_LENGTH],
        gclid=_id(fields.get("gclid") or fields.get("gclidleadid")),
        fbclid=_id(fields.get("fbclid")),
        fbc=_id(fields.get("fbc")),
        meta_lead=_id(fields.get("leadgenid")),
    )


def without_clicks(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes that help in a conversation: without click ids and tracking tags."""
    return {
        name: value
        for name, value in attributes.items()
        if (folded := _folded(name)) not in _CLICK_IDS and not folded.startswith("utm")
    }


def campaign_key(name: str) -> str:
    """Return the key that all spellings of a campaign share."""
    return " ".join(name.split()).casefold()


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _text(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _id(text: str | None) -> str:
    """Return a click id; "" for a text that is none, such as a formula or a sentence."""
    return text if text and len(text) <= CLICK_LENGTH and _CLICK.fullmatch(text) else ""


def _query(page: str) -> dict[str, str]:
    """Return the parameters of an address, under folded names; none of a text that is none."""
    try:
        pairs = parse_qsl(urlsplit(page).query, max_num_fields=100)
    except ValueError:
        return {}
    return {_folded(name): _text(value) for name, value in pairs}
