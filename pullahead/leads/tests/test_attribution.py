"""Campaign and click ids, as web forms and ad platforms send them."""

from __future__ import annotations

import pytest

from pullahead.leads.attribution import (
    Attribution,
    attribution_of,
    campaign_key,
    without_clicks,
)

PAGE = "https://example.com/roof?utm_campaign=Fall%20roof&gclid=Abc-1&fbclid=IwAR_2#top"


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ({}, Attribution()),
        ({"utm_campaign": "Fall", "campaign_id": "77"}, Attribution("Fall")),
        ({"Campaign ID": "77"}, Attribution("77")),
        ({"GCLID": "Abc-1"}, Attribution(gclid="Abc-1")),
        ({"_fbc": "fb.1.1.x", "leadgen_id": 12}, Attribution(fbc="fb.1.1.x", meta_lead="12")),
        ({"landing_page": PAGE}, Attribution("Fall roof", "Abc-1", "IwAR_2")),
        ({"Landing Page": PAGE, "campaign": "Own"}, Attribution("Fall roof", "Abc-1", "IwAR_2")),
        ({"url": "http://[x", "gclid": "two words"}, Attribution()),
        ({"utm_campaign": ["x"], "gclid": None, "url": "?" + "a=1&" * 200}, Attribution()),
        ({"gclid": "=1+1", "fbclid": "-x"}, Attribution()),
        ({"gclid": "x" * 501, "utm_campaign": "y" * 200}, Attribution("y" * 100)),
    ],
)
def test_what_the_sender_gave_is_found(attributes: dict[str, object], found: Attribution) -> None:
    assert attribution_of(attributes) == found


def test_spellings_of_one_campaign_meet() -> None:
    assert campaign_key(" Fall  ROOF") == campaign_key("fall roof")


def test_click_ids_and_tracking_tags_are_left_out_for_agents() -> None:
    given = {"GCLID": "Abc-1", "utm_source": "x", "UTM Campaign": "y", "_fbc": "z", "roof": "flat"}
    assert without_clicks(given) == {"roof": "flat"}
