"""What comes in: bodies, each field bounded, so that nothing sent can be too much for a column."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from pullahead.usecases.intake.lead_input import (
    ATTRIBUTE_KEY_LENGTH,
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
    """A finding of our own, which keeps its code and words on the way out (errors.py)."""
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
AttributeName = Annotated[str, Field(min_length=1, max_length=ATTRIBUTE_KEY_LENGTH)]
AttributeText = Annotated[str, Field(max_length=ATTRIBUTE_LENGTH)]


class Body(BaseModel):
    """A body says exactly what it means: no unknown field, no number where text is due."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Agreed(Body):
    """That they agreed to be called and written to, and the evidence."""

    text: str = Field(
        max_length=TEXT_LIMIT,
        description="What they said, or the words that they agreed to.",
        examples=["You may call me about my request."],
    )
    channel: ConsentChannel | None = Field(None, description="How they agreed.")
    url: str | None = Field(None, max_length=URL_LIMIT, description="Where it can be read.")
    at: Moment | None = Field(
        None, description="When they agreed, with its zone. Left out: when they asked."
    )


class LeadBody(Body):
    """Somebody who asked. A phone or an e-mail is needed."""

    name: str | None = Field(
        None, max_length=NAME_LENGTH, description="The person's name.", examples=["Ana Lima"]
    )
    phone: str | None = Field(
        None,
        max_length=100,
        description="Any notation; a national one needs the setting `PULLAHEAD_COUNTRY`.",
        examples=["+55 11 98765-4321"],
    )
    email: str | None = Field(
        None,
        max_length=254,
        description="A lead needs a phone that can be called or an e-mail.",
        examples=["ana@example.com"],
    )
    value: Amount | None = Field(
        None,
        description="The worth of the lead in the organisation's currency: over 0, at most 10 "
        "digits and 2 decimals.",
        examples=["1200.00"],
    )
    received_at: str | None = Field(
        None,
        max_length=40,
        description="When they asked, ISO 8601. Without a zone it is read in the organisation's. "
        "Left out: now. A time to come is taken as now.",
        examples=["2026-03-01T14:30:00-03:00"],
    )
    external_id: str | None = Field(
        None,
        max_length=EXTERNAL_ID_LENGTH,
        description="Your own id of this inquiry. Sent again for the same person (phone, e-mail or "
        "name agree), it is `already_here`. N/A, -, 0 and the like are no ids.",
    )
    attributes: dict[AttributeName, AttributeText] | None = Field(
        None,
        max_length=ATTRIBUTES,
        description="Anything else that is known; `message` is shown as their inquiry. `country` "
        "and `dial_code` say where a national number is from, `area_code` is put before a local "
        "number. `state` and `postal_code` say which state's rules apply. `do_not_call`, "
        "`do_not_contact` and `email_opt_out` with yes bar the addresses, as do `may_call`, "
        "`may_contact` and `may_email` with no. Names that exports use, such as "
        "`DoNotCall`, are understood too.",
    )
    consent: Agreed | None = Field(
        None,
        description="Their consent to be called, kept with the lead as evidence and among its "
        "attributes: `text`, and if known `channel`, `url` and `at`, as for "
        "`POST /leads/{id}/consents`.",
    )
    source: str | None = Field(
        None, max_length=100, description="Not needed: the key fixes it. Another one is refused."
    )


class SettleBody(Body):
    """How a claim ended."""

    disposition: str = Field(max_length=CODE_LENGTH, description="A code of `GET /dispositions`.")
    note: str = Field(
        "",
        max_length=NOTE_LIMIT,
        description="Your own words: 10 characters or more, no copy of one of your last five "
        "notes. Needed where somebody was reached and for every final disposition; else it may be "
        "blank, and the system writes it.",
    )
    callback_at: Moment | None = Field(
        None, description="For a disposition of kind `callback`: the time agreed, with its zone."
    )
    callback_for: int | None = Field(
        None,
        ge=1,
        le=2**53,
        description="For a callback: the id of who goes on with it (`GET /colleagues`). They have "
        "it until 15 minutes after the time; then it comes back to you, or to everybody where the "
        "customer asked for them by name. Without `callback_at` it is theirs at once. Left out: "
        "you.",
    )
    amount: Amount | None = Field(
        None,
        description="For `won`: the amount of the sale, in the organisation's currency, over 0.",
    )
    answers: dict[str, str] = Field(
        default_factory=dict,
        max_length=50,
        description="Answers to the call guide's questions, as `{question: answer}`. Needed for "
        "`qualified`.",
    )
    dialled: bool | None = Field(
        None,
        description="You called on your own device. Left out: assumed where no attempt was logged. "
        "With `false`, a disposition that says that you tried needs a logged attempt. A lead that "
        "came to you, or was handed over, needs none.",
    )


class AttemptBody(Body):
    """One try on one address of the lead in hand."""

    address_id: int = Field(ge=1, le=2**53, description="The id of one of the lead's `reaches`.")
    channel: str = Field(
        max_length=CODE_LENGTH, description="`call`, `sms`, `whatsapp` or `email`."
    )
    redial: bool = Field(False, description="The call before it dropped.")


class HandOverBody(Body):
    """Who takes the lead in hand from here, at once."""

    to: int = Field(ge=1, le=2**53, description="A colleague who is free (`GET /colleagues`).")
    brief: str = Field(max_length=NOTE_LIMIT, description="What they must know, in a line or two.")


class OutcomeBody(Body):
    """What a lead came to."""

    verdict: Verdict = Field(description="Whether they bought.")
    value: Amount | None = Field(
        None,
        description="The amount of the sale in the organisation's currency: over 0, at most 10 "
        "digits and 2 decimals.",
    )
    at: Moment | None = Field(None, description="When it happened, with its zone. Left out: now.")


class ConsentBody(Agreed):
    """That they agreed, told of a lead that is here."""

    channel: ConsentChannel = Field(description="How they agreed.")
    at: Moment | None = Field(None, description="When they agreed, with its zone. Left out: now.")
    address: str = Field(
        "",
        max_length=254,
        description="One phone or e-mail of the lead. Left out: all that are valid.",
    )


class WithdrawBody(Body):
    """That they took it back."""

    reason: str = Field(max_length=WITHDRAW_LIMIT, description="Why, or in which words.")
    address: str = Field(
        "",
        max_length=254,
        description="One phone or e-mail of the lead. Left out: all that are valid.",
    )


class ReleaseBody(Body):
    """Why a lead is given back unsettled."""

    reason: str = Field(
        "", max_length=REASON_LIMIT, description="Such as: language, skill, I know them."
    )
