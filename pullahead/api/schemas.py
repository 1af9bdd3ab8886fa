"""Request bodies of the API. Every field has a limit, so that each value fits its column."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from pullahead.usecases.intake.lead_input import (
    ATTRIBUTE_LENGTH,
    ATTRIBUTES,
    EXTERNAL_ID_LENGTH,
    NAME_LENGTH,
)
from pullahead.usecases.leads.consent import CHANNELS, TEXT_LIMIT, URL_LIMIT
from pullahead.usecases.leads.consent import REASON_LIMIT as WITHDRAW_LIMIT
from pullahead.usecases.work.claims import REASON_LIMIT
from pullahead.usecases.work.pull import NOTE_LIMIT

CODE_LENGTH = 40
_AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?", re.ASCII)
_YEARS = range(2000, 2101)
_NEVER = datetime.min.replace(tzinfo=UTC)
_SUCH_AS = "“2026-03-01T14:30:00-03:00”"


def refuse(code: str, message: str) -> PydanticCustomError:
    """Return an error that keeps its code and message in the answer (errors.py)."""
    return PydanticCustomError("ours", "{words}", {"code": code, "words": message})


def _amount(text: str) -> str:
    if text and (not _AMOUNT.fullmatch(text) or not text.strip("0.")):
        raise refuse(
            "not_an_amount",
            "It must be a decimal number over 0 as text, with at most 10 digits and 2 decimals, "
            "such as “1234.50”.",
        )
    return text


def _moment(sent: object) -> datetime:
    if not isinstance(sent, str):
        raise refuse("not_text", "It must be text, in quotes.")
    try:
        said = datetime.fromisoformat(sent)
        moment = said.astimezone(UTC)
    except (ValueError, OverflowError):
        said = moment = _NEVER
    if moment.year not in _YEARS:
        raise refuse("not_a_time", f"It must be a time in ISO 8601, such as {_SUCH_AS}.")
    if said.tzinfo is None:
        raise refuse("zone_missing", f"It must name its zone, such as {_SUCH_AS}.")
    return moment


def _verdict(text: str) -> str:
    if text not in {"won", "lost"}:
        raise refuse("unknown_verdict", "It must be “won” or “lost”.")
    return text


def _consent_channel(text: str) -> str:
    if text not in CHANNELS:
        raise refuse("unknown_channel", f"It must be one of: {', '.join(CHANNELS)}.")
    return text


Amount = Annotated[
    str,
    AfterValidator(_amount),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,10}(\.[0-9]{1,2})?$"}),
]
SIDE_LENGTH = 20_000  # characters; the lead is taken, and what is too long is cut with a note
ATTRIBUTES_SENT = 1_000  # the first 50 are stored, and the others are named in a note


def _as_text(sent: object) -> object:
    """Return a number, a yes or no, a list or an object as text: it is no reason to lose a lead.

    A list of one text is this text: `["FL"]` is the state FL.
    """
    if isinstance(sent, list) and len(sent) == 1 and isinstance(sent[0], str):
        return sent[0]
    if sent is None or isinstance(sent, str):
        return sent
    return json.dumps(sent, ensure_ascii=False)[:SIDE_LENGTH]


def _as_name(sent: object) -> object:
    """Return the parts of a name, sent as a list or an object, as one text."""
    parts = list(sent.values()) if isinstance(sent, dict) else sent
    if isinstance(parts, list) and all(isinstance(part, str | None) for part in parts):
        return " ".join(filter(None, parts))
    return _as_text(sent)


def addresses_text(sent: object) -> object:
    """Return a whole number, or a list of texts and whole numbers, as the text of a cell.

    A cell of a file may hold several addresses too. A number with decimals is refused; 2125550133.0
    has none. Nothing and blank texts in a list are left out.
    """
    listed = sent if isinstance(sent, list) else [sent]
    parts = [_whole(part) for part in listed if part is not None and part != ""]
    if sent is None or any(type(part) not in (str, int) for part in parts):
        return sent
    return " / ".join(map(str, parts))


def _whole(sent: object) -> object:
    """Return a number such as 2125550133.0, which a table's program writes, as a whole number."""
    is_whole = isinstance(sent, float) and sent.is_integer() and abs(sent) < 2**53
    return int(sent) if isinstance(sent, float) and is_whole else sent


_TEXT = {"type": "string", "maxLength": SIDE_LENGTH}
Addresses = Annotated[
    Annotated[str, Field(max_length=SIDE_LENGTH)] | None,
    BeforeValidator(addresses_text),
    WithJsonSchema({"anyOf": [_TEXT, {"type": "integer"}, {"type": "null"}]}),
]
SideText = Annotated[
    Annotated[str, Field(max_length=SIDE_LENGTH)] | None,
    BeforeValidator(_as_text),
    WithJsonSchema({"anyOf": [{"type": t} for t in ("string", "number", "boolean", "null")]}),
]
Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
Verdict = Annotated[
    str, AfterValidator(_verdict), WithJsonSchema({"type": "string", "enum": ["won", "lost"]})
]
ConsentChannel = Annotated[
    str,
    AfterValidator(_consent_channel),
    WithJsonSchema({"type": "string", "enum": list(CHANNELS)}),
]
AttributeName = Annotated[str, Field(max_length=SIDE_LENGTH)]


class Body(BaseModel):
    """Base of all bodies: rejects unknown fields and numbers in place of text."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Agreed(Body):
    """Consent to calls and messages, with its evidence."""

    text: str = Field(
        max_length=TEXT_LIMIT,
        description="The words that the customer said or agreed to.",
        examples=["You may call me about my request."],
    )
    channel: ConsentChannel | None = Field(None, description="How the customer agreed.")
    url: str | None = Field(None, max_length=URL_LIMIT, description="Where the text can be read.")
    at: Moment | None = Field(
        None, description="Time of the consent, with its zone. Default: the time of the inquiry."
    )


class LeadBody(Body):
    """A new lead. It needs a phone or an email address."""

    name: Annotated[SideText, BeforeValidator(_as_name)] = Field(
        None,
        description=f"Name of the person; over {NAME_LENGTH} characters it is cut with a note.",
        examples=["Ana Lima"],
    )
    phone: Addresses = Field(
        None,
        description="Any notation, also several numbers. A national number needs the setting "
        "`PULLAHEAD_COUNTRY`.",
        examples=["+55 11 98765-4321"],
    )
    email: Addresses = Field(
        None,
        description="A lead needs a callable phone or an email address.",
        examples=["ana@example.com"],
    )
    value: SideText = Field(
        None,
        description="Value of the lead in the organization's currency: above 0, at most 10 digits "
        "and 2 decimals. Another value is left out with a note.",
        examples=["1200.00"],
    )
    received_at: SideText = Field(
        None,
        description="Time of the inquiry, ISO 8601. Without a zone: the organization's zone. "
        "Default: now. A future or unreadable time is stored as now, with a note.",
        examples=["2026-03-01T14:30:00-03:00"],
    )
    external_id: SideText = Field(
        None,
        description=f"Your own id of this inquiry, at most {EXTERNAL_ID_LENGTH} characters; a "
        "longer one is left out with a note. A repeated id of the same person (phone, email "
        "or name agrees) is `already_here`. Placeholders such as N/A, - and 0 are ignored.",
    )
    nurturing_stage: SideText = Field(
        None,
        description="Stage in another system that reached the customer: an outcome of a nurturing "
        "plan (code or name), or a stage of a CRM such as `Proposal sent`. A new lead begins its "
        "plan; `closed won` and `closed lost` close it. An unknown stage is a note.",
        examples=["quote_sent"],
    )
    contacted_at: SideText = Field(
        None,
        description="Time of the last contact there, from which the plan counts. Default: "
        "`received_at`. An unreadable time is left out with a note.",
        examples=["2026-03-04"],
    )
    attributes: dict[AttributeName, SideText] | None = Field(
        None,
        max_length=ATTRIBUTES_SENT,
        description=f"Other facts: the first {ATTRIBUTES} are stored, each with at most "
        f"{ATTRIBUTE_LENGTH} characters, and a note names the rest. `message` is "
        "shown as the inquiry. `country` and `dial_code` give the country of a national number. "
        "`area_code` is prefixed to a local number. `state` and `postal_code` select the state's "
        "calling rules. `do_not_call`, `do_not_contact` and `email_opt_out` with yes block the "
        "addresses, as do `may_call`, `may_contact`, `may_email` and `consent` with no. Common "
        "names of CRM exports, such as `DoNotCall`, work too.",
    )
    consent: Agreed | None = Field(
        None,
        description="Consent to calls, stored as evidence and among the attributes: `text`, and "
        "optionally `channel`, `url` and `at`, as in `POST /leads/{id}/consents`.",
    )
    source: str | None = Field(
        None,
        max_length=100,
        description="Optional: the key fixes the source. Another source is refused.",
    )


class SettleBody(Body):
    """The result of a claim."""

    disposition: str = Field(max_length=CODE_LENGTH, description="A code from `GET /dispositions`.")
    note: str = Field(
        "",
        max_length=NOTE_LIMIT,
        description="Your own words: at least 10 characters, and no copy of one of your last five "
        "notes. Required after contact and for every final disposition. Otherwise it can be blank, "
        "and Pullahead writes it.",
    )
    callback_at: Moment | None = Field(
        None, description="For a disposition of kind `callback`: the agreed time, with its zone."
    )
    callback_for: int | None = Field(
        None,
        ge=1,
        le=2**53,
        description="For a callback: the id of the colleague who calls back (`GET /colleagues`). "
        "The callback is reserved until 15 minutes after its time. Then it returns to you, or to "
        "every agent if the customer asked for the colleague by name. Without `callback_at` it is "
        "due at once. Default: you.",
    )
    amount: Amount | None = Field(
        None,
        description="For `won`: the amount of the sale in the organization's currency, above 0.",
    )
    answers: dict[str, str] = Field(
        default_factory=dict,
        max_length=50,
        description="Answers to the questions of the call script, as `{question: answer}`. "
        "Required for `qualified`.",
    )
    dialled: bool | None = Field(
        None,
        description="You called on your own device. Default: true if no attempt was logged. With "
        "`false`, a disposition that implies an attempt needs a logged one. An inbound or "
        "handed-over lead needs none.",
    )


class AttemptBody(Body):
    """A call or message to one address of the claimed lead."""

    address_id: int = Field(ge=1, le=2**53, description="The id of one of the lead's `addresses`.")
    channel: str = Field(
        max_length=CODE_LENGTH, description="`call`, `sms`, `whatsapp` or `email`."
    )
    redial: bool = Field(False, description="The previous call dropped.")


class HandOverBody(Body):
    """A live hand-over of the claimed lead to a colleague."""

    to: int = Field(ge=1, le=2**53, description="The id of a free colleague (`GET /colleagues`).")
    brief: str = Field(
        max_length=NOTE_LIMIT, description="What the colleague must know, in a line or two."
    )


class OutcomeBody(Body):
    """The sale outcome of a lead."""

    verdict: Verdict = Field(description="Whether the customer bought.")
    value: Amount | None = Field(
        None,
        description="Amount of the sale in the organization's currency: above 0, at most 10 digits "
        "and 2 decimals.",
    )
    at: Moment | None = Field(
        None, description="Time of the sale or loss, with its zone. Default: now."
    )


class ConsentBody(Agreed):
    """Consent for an existing lead."""

    channel: ConsentChannel = Field(description="How the customer agreed.")
    at: Moment | None = Field(None, description="Time of the consent, with its zone. Default: now.")
    address: str = Field(
        "",
        max_length=254,
        description="One phone or email address of the lead. Default: all valid ones.",
    )


class WithdrawBody(Body):
    """A withdrawal of consent."""

    reason: str = Field(
        max_length=WITHDRAW_LIMIT, description="The reason, or the words of the customer."
    )
    address: str = Field(
        "",
        max_length=254,
        description="One phone or email address of the lead. Default: all valid ones.",
    )


class ReleaseBody(Body):
    """The reason of a release."""

    reason: str = Field(
        "",
        max_length=40,
        description="**Required.** `language`, `skill`, `conflict_of_interest`, `technical`, "
        "`end_of_shift` or `other`.",
    )
    language: str = Field(
        "",
        max_length=40,
        description="With the reason `language`: what the customer speaks, in two letters.",
    )
    note: str = Field("", max_length=REASON_LIMIT, description="Anything to add.")
