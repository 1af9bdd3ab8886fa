"""Places of phone numbers: every Brazilian and North American area code, and others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.compliance import calling_hours
from pullahead.compliance.defaults.states import STATE_NAMES, STATE_ZONES, ZIP_STATES
from pullahead.compliance.defaults.us import FLORIDA_AREA_CODES
from pullahead.compliance.defaults.zones import DEFAULT_OVERRIDES
from pullahead.compliance.places import (
    Location,
    PrefixOverride,
    place_of,
    stated_states,
    with_address,
    zone_is_known,
    zones_of_country,
)

# States by area code, with the zone that the tz database gives the state.
BRAZIL = {
    "America/Sao_Paulo": "11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 "
    "44 45 46 47 48 49 51 53 54 55 61 62 64",
    "America/Araguaina": "63",
    "America/Cuiaba": "65 66",
    "America/Campo_Grande": "67",
    "America/Rio_Branco": "68",
    "America/Porto_Velho": "69",
    "America/Bahia": "71 73 74 75 77",
    "America/Maceio": "79 82",
    "America/Recife": "81 87",
    "America/Fortaleza": "83 84 85 86 88 89 98 99",
    "America/Belem": "91 94 96",
    "America/Manaus": "92",
    "America/Santarem": "93",
    "America/Boa_Vista": "95",
    "America/Eirunepe America/Manaus": "97",
}

EASTERN = """201 202 203 207 212 215 216 220 223 227 229 231 234 240 248 252 260 267 269 272 276
283 301 302 304 313 315 317 326 329 330 332 336 339 347 351 363 380 401 404 410 412 413 419 434
440 443 445 463 470 472 475 478 484 502 508 513 516 517 518 540 551 567 570 571 582 585 586 603
607 609 610 614 616 617 631 640 646 667 678 680 681 686 703 704 706 716 717 718 724 732 734 740
743 757 762 765 770 771 774 781 802 803 804 810 814 821 826 828 835 838 839 843 845 848 854 856
857 859 860 862 864 865 878 908 910 912 914 917 919 929 934 937 943 947 948 959 973 978 980 984
989 239 305 321 324 352 386 407 561 645 656 689 727 728 754 772 786 813 863 904 941 954"""
CENTRAL = """205 210 214 217 218 224 225 228 235 251 254 256 262 274 281 309 312 314 316 318 319
320 325 327 331 334 337 346 353 361 402 405 409 414 417 430 432 447 464 469 479 501 504 507 512
515 531 534 539 557 563 572 573 580 601 608 612 615 618 629 630 636 641 651 659 660 662 682 708
712 713 715 726 730 731 737 763 769 773 779 806 815 816 817 830 832 847 870 872 901 903 913 918
920 931 936 938 940 945 952 956 972 975 979 985"""
PACIFIC = """206 209 213 253 279 310 323 341 350 360 369 408 415 424 425 442 503 509 510 530 559
562 564 619 626 628 650 657 661 669 702 707 714 725 738 747 760 805 818 820 831 840 858 909 916
925 949 951 971"""
ONTARIO_QUEBEC = """226 249 263 273 289 343 354 365 382 416 437 438 450 468 514 519 548 579 613
647 683 705 742 753 819 873 905 942"""
ALL_STATES = (
    "America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles "
    "America/Anchorage America/Adak Pacific/Honolulu"
)
ALL_PROVINCES = (
    "America/St_Johns America/Halifax America/Blanc-Sablon America/Toronto America/Atikokan "
    "America/Winnipeg America/Regina America/Edmonton America/Vancouver America/Creston"
)
NORTH_AMERICA = {
    "America/New_York": EASTERN,
    "America/Chicago": CENTRAL,
    "America/Denver": "303 307 385 406 435 505 575 719 720 748 801 915 970 983",
    "America/Los_Angeles": PACIFIC,
    "America/Phoenix": "480 520 602 623",
    "America/Denver America/Phoenix": "928",
    "Pacific/Honolulu": "808",
    "America/Adak America/Anchorage": "907",
    "America/New_York America/Chicago": "219 270 364 423 574 606 812 906 930 448 850",
    "America/Chicago America/Denver": "308 605 620 701 785",
    "America/Boise America/Los_Angeles": "208 986 458 541 775",
    ALL_STATES: "500 521 522 523 524 525 526 527 528 529 532 533 544 566 577 588 900",
    "America/Toronto": ONTARIO_QUEBEC,
    "America/Toronto America/Winnipeg America/Atikokan": "807",
    "America/Toronto America/Halifax America/Blanc-Sablon": "367 418 581",
    "America/Halifax": "428 506 782 902",
    "America/Halifax America/St_Johns": "709 879",
    "America/Winnipeg": "204 431 584",
    "America/Regina America/Edmonton": "306 474 639",
    "America/Edmonton": "368 403 587 780 825",
    "America/Vancouver America/Edmonton America/Fort_Nelson": "236 250 672 778",
    "America/Vancouver": "257 604",
    "America/Whitehorse America/Edmonton America/Rankin_Inlet America/Iqaluit": "867",
    ALL_PROVINCES: "600 622 633",
    "America/Nassau": "242",
    "America/Barbados": "246",
    "America/Anguilla": "264",
    "America/Antigua": "268",
    "America/Tortola": "284",
    "America/St_Thomas": "340",
    "America/Cayman": "345",
    "Atlantic/Bermuda": "441",
    "America/Grenada": "473",
    "America/Grand_Turk": "649",
    "America/Jamaica": "658 876",
    "America/Montserrat": "664",
    "Pacific/Saipan": "670",
    "Pacific/Guam": "671",
    "Pacific/Pago_Pago": "684",
    "America/Lower_Princes": "721",
    "America/St_Lucia": "758",
    "America/Dominica": "767",
    "America/St_Vincent": "784",
    "America/Puerto_Rico": "787 939",
    "America/Santo_Domingo": "809 829 849",
    "America/Port_of_Spain": "868",
    "America/St_Kitts": "869",
}
TOLL_FREE = "800 833 844 855 866 877 888"


def clock(zones: tuple[str, ...]) -> list[frozenset[timedelta | None]]:
    """Return the local times of zones through two years, to compare zones by effect."""
    weeks = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=7 * n) for n in range(104)]
    return [frozenset(w.astimezone(ZoneInfo(zone)).utcoffset() for zone in zones) for w in weeks]


def valid_area_codes(calling_code: str, subscribers: tuple[str, ...]) -> dict[str, str]:
    """Return area code → one number in it that the phone library holds valid."""
    length = 2 if calling_code == "55" else 3
    found: dict[str, str] = {}
    for area in range(10 ** (length - 1), 10**length):
        for subscriber in subscribers:
            phone = f"+{calling_code}{area}{subscriber}"
            if phonenumbers.is_valid_number(phonenumbers.parse(phone)):
                found[str(area)] = phone
    for region in phonenumbers.SUPPORTED_REGIONS if calling_code == "1" else ():
        if phonenumbers.country_code_for_region(region) == 1:
            number = phonenumbers.example_number(region)
            assert number is not None
            phone = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            found.setdefault(phone[2:5], phone)
    return found


@pytest.mark.wide
@pytest.mark.parametrize("subscriber", ["991234567", "32345678"], ids=["mobile", "landline"])
def test_every_brazilian_area_code_has_the_clock_of_its_state(subscriber: str) -> None:
    expected = {area: zones for zones, areas in BRAZIL.items() for area in areas.split()}
    valid = valid_area_codes("55", (subscriber,))
    valid.pop("30", None)  # 3003-xxxx: numbers of companies, answered anywhere
    assert set(valid) == set(expected)
    for area, phone in valid.items():
        place = place_of(phone, DEFAULT_OVERRIDES)
        assert place is not None, area
        assert place.jurisdiction == "BR"
        assert clock(place.zones) == clock(tuple(expected[area].split())), (area, place)


@pytest.mark.wide
def test_every_north_american_area_code_has_the_clocks_of_its_area() -> None:
    expected = {area: zones for zones, areas in NORTH_AMERICA.items() for area in areas.split()}
    valid = valid_area_codes("1", ("2345678",))
    assert set(valid) - set(expected) == set(TOLL_FREE.split())
    for area, phone in valid.items():
        if area in expected:
            place = place_of(phone, DEFAULT_OVERRIDES)
            assert place is not None, area
            assert clock(place.zones) == clock(tuple(expected[area].split())), (area, place)


def test_florida_has_its_own_jurisdiction_and_only_florida() -> None:
    valid = valid_area_codes("1", ("2345678",))
    florida = {
        area
        for area, phone in valid.items()
        if (place := place_of(phone, DEFAULT_OVERRIDES)) and place.jurisdiction == "US-FL"
    }
    assert florida == set(FLORIDA_AREA_CODES)
    assert len(FLORIDA_AREA_CODES) == 23


@pytest.mark.parametrize("code", TOLL_FREE.split())
def test_toll_free_numbers_take_the_zone_of_the_source(code: str) -> None:
    phone = f"+1{code}2345678"
    assert place_of(phone, DEFAULT_OVERRIDES) is None
    assert place_of(phone, DEFAULT_OVERRIDES, "America/Denver") == Location(
        ("America/Denver",), "US"
    )


def test_toll_free_numbers_of_other_countries_do_too() -> None:
    assert place_of("+448081570192", DEFAULT_OVERRIDES) is None
    assert place_of("+448081570192", (), "Europe/London") == Location(("Europe/London",), "GB")


def test_a_mobile_that_tells_nothing_may_be_anywhere_in_its_country() -> None:
    assert place_of("+447400123456", DEFAULT_OVERRIDES) == Location(("Europe/London",), "GB")
    russia = place_of("+79161234567", DEFAULT_OVERRIDES, "Europe/Moscow")
    assert russia is not None
    assert russia.zones == tuple(sorted(zones_of_country("RU")))
    assert len(russia.zones) == 11


def test_satellite_phones_take_the_zone_of_the_source_and_no_country_s_law() -> None:
    assert place_of("+870773111632", DEFAULT_OVERRIDES) is None
    assert place_of("+870773111632", (), "Asia/Tokyo") == Location(("Asia/Tokyo",), "*")


def test_a_country_that_the_zone_table_lacks_is_asked_of_the_phone_library() -> None:
    assert place_of("+38343201234", DEFAULT_OVERRIDES) == Location(("Europe/Belgrade",), "XK")


def test_territories_of_the_united_states_are_under_its_law() -> None:
    place = place_of("+17872345678", DEFAULT_OVERRIDES)
    assert place == Location(("America/Puerto_Rico",), "US-PR")


def test_the_longest_override_is_the_only_one_used() -> None:
    overrides = (
        PrefixOverride("+1212", ("Asia/Tokyo",), "XX-1"),
        PrefixOverride("+1212555", ("Asia/Tokyo", "Asia/Seoul")),
        PrefixOverride("+1", toll_free=True),
    )
    assert place_of("+12125550123", overrides) == Location(("Asia/Seoul", "Asia/Tokyo"), "US")
    assert place_of("+12122345678", overrides) == Location(("Asia/Tokyo",), "XX-1")
    assert place_of("+13102345678", overrides) is None


def test_an_override_of_the_law_alone_keeps_the_zones_of_the_number() -> None:
    overrides = (PrefixOverride("+1206", jurisdiction="US-WA"),)
    assert place_of("+12062345678", overrides) == Location(("America/Los_Angeles",), "US-WA")


def test_shipped_overrides_name_zones_that_exist_and_no_prefix_twice() -> None:
    prefixes = [override.prefix for override in DEFAULT_OVERRIDES]
    assert len(prefixes) == len(set(prefixes))
    assert all(zone_is_known(zone) for o in DEFAULT_OVERRIDES for zone in o.zones)


def test_zones_that_run_alike_are_listed_once() -> None:
    assert set(zones_of_country("US")) == set(ALL_STATES.split())
    assert zones_of_country("DE") == ("Europe/Berlin",)
    assert zones_of_country("nowhere") == ()


@pytest.mark.slow
@given(st.text(max_size=20), st.text(max_size=20))
def test_no_text_makes_an_error(phone: str, zone: str) -> None:
    place_of(phone, DEFAULT_OVERRIDES, zone)
    place_of(f"+{phone}", DEFAULT_OVERRIDES, zone)


@pytest.mark.slow
@given(st.from_regex(r"\A\+[1-9][0-9]{6,14}\Z"))
def test_any_number_has_sorted_zones_that_exist_or_none(phone: str) -> None:
    place = place_of(phone, DEFAULT_OVERRIDES)
    if place is not None:
        assert place.zones == tuple(sorted(set(place.zones)))
        assert all(zone_is_known(zone) for zone in place.zones)
        assert place.jurisdiction


ABROAD = "BR+US-PA@America/New_York+America/Sao_Paulo"


@pytest.mark.parametrize(
    ("phone", "said", "window_set"),
    [
        ("+12125550100", {}, "US@America/New_York"),
        ("+12125550100", {"state": "California"}, "US-CA@America/Los_Angeles+America/New_York"),
        ("+12125550100", {"zip": "94103-1234"}, "US-CA@America/Los_Angeles+America/New_York"),
        ("+12125550100", {"state": "ny", "postal_code": "10001"}, "US-NY@America/New_York"),
        # a phone of Florida, an address in Georgia: both laws must allow it
        ("+13055550100", {"state": "GA"}, "US-FL+US-GA@America/New_York"),
        ("+13055550100", {"state": "XX", "zip": "1"}, "US-FL@America/New_York"),
        ("+18005550100", {"state": "TX"}, "US-TX@America/Chicago+America/Denver"),
        ("+551155550100", {"state": "PA"}, "BR@America/Sao_Paulo"),  # Para, not Pennsylvania
        ("+16135550100", {"state": "PA"}, "CA@America/Toronto"),
        ("+551155550100", {"state": "PA", "country": "US"}, ABROAD),
        ("+12125550100", {"state": "WA", "country": "Australia"}, "US@America/New_York"),
    ],
)  # fmt: skip
def test_an_address_adds_its_zones_and_its_law(
    phone: str, said: dict[str, str], window_set: str
) -> None:
    place = with_address(place_of(phone, DEFAULT_OVERRIDES), said, phone)
    assert place is not None
    assert calling_hours.window_set(place) == window_set


FLORIDA = "US-FL@America/Chicago+America/New_York"


@pytest.mark.parametrize(
    "heading",
    "State/Province|Mailing State|Mailing State/Province|MailingState|MailingStateCode|"
    "Billing State/Province Code|State/Region|State/Region Code|address1_stateorprovince|"
    "Address 1: State/Province|Home State|Address 1 - Region|Estado|UF|Bundesland|province|"
    "Organization - State/county of Address|Provincia|state|ST|Sigla UF|hs_state_code|"
    "primary_address_state|Lead State".split("|"),
)
def test_a_state_is_known_under_the_headings_of_exports(heading: str) -> None:
    assert stated_states({heading: "FL"}) == ("FL",)


@pytest.mark.parametrize(
    ("heading", "texts"),
    [
        ("State", "FL|fl|Fl.|'FL|Florida|Flórida|US-FL|US:FL|FL - Florida|Florida (FL)|Miami FL"),
        ("State", "Florida, USA|FL US|State of Florida|FL 33101|Miami, FL"),
        ("zip", '33101|33101-1234|33101 1234|331011234|33101.0|\'33101|="33101"|FL 33101|33101 US'),
        ("City/State/Zip", "Miami, FL 33101"),
        ("Mailing Address", "1 Main St, Miami, FL 33101-1234|1 Main St, Miami, Florida"),
        ("Location", "Miami, FL|Miami, Florida, United States"),
    ],
)
def test_a_state_is_known_as_people_write_it(heading: str, texts: str) -> None:
    found = {text: stated_states({heading: text}) for text in texts.split("|")}
    assert found == dict.fromkeys(texts.split("|"), ("FL",))


@pytest.mark.parametrize(
    "heading",
    "Zip/Postal Code|Mailing Zip/Postal Code|MailingPostalCode|address1_postalcode|ZIP Code|PLZ|"
    "CEP|Código Postal|Code postal|Postleitzahl|Address 1 - Postal Code|Mailing Zip|zip|"
    "Organization - ZIP/Postal code of Address|postal_code|ZIP+4|Zip5|Post Code|hs_zip".split("|"),
)
def test_a_postal_code_is_known_under_the_headings_of_exports(heading: str) -> None:
    assert stated_states({heading: "33101"}) == ("FL",)


@pytest.mark.parametrize(
    ("said", "window_set"),
    [
        # both addresses are plausible
        ({"state": "FL / NY"}, "US-FL+US-NY@America/Chicago+America/New_York"),
        ({"Billing State": "NY", "Home State": "FL"},
         "US-FL+US-NY@America/Chicago+America/New_York"),
        ({"zip": "2134"}, "US-MA@America/New_York"),  # a spreadsheet took its zero
        ({"zip": "21341234"}, "US-MA@America/New_York"),
        ({"State": "Washington, D.C."}, "US-DC@America/New_York"),
        ({"State": "W. Virginia"}, "US-WV@America/New_York"),
        ({"Email address": "a@b.com, FL", "Status": "FL"}, "US@America/New_York"),
        ({"State": "FL", "Country": "Estados Unidos"}, FLORIDA),
        ({"State": "FL", "Country Code": "1"}, FLORIDA),
        ({"State": "FL", "Country": "n/a"}, FLORIDA),
        ({"State": "WA", "Country/Region": "Australia"}, "US@America/New_York"),
        ({"Lead Status": "FL", "Marital state": "FL"}, "US@America/New_York"),
    ],
)  # fmt: skip
def test_all_that_an_address_names_is_plausible(said: dict[str, str], window_set: str) -> None:
    phone = "+12125550302"
    place = with_address(place_of(phone, DEFAULT_OVERRIDES), said, phone)
    assert place is not None
    assert calling_hours.window_set(place) == window_set


def test_every_state_has_zones_that_exist_and_every_zip_code_a_state() -> None:
    assert all(zone_is_known(zone) for zones in STATE_ZONES.values() for zone in zones)
    assert set(STATE_NAMES.values()) <= set(STATE_ZONES)
    assert set(ZIP_STATES.values()) <= set(STATE_ZONES)
    assert len(ZIP_STATES) > 880
