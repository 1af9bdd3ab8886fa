"""Settings of the organization, read once from the environment. An invalid value stops the program.

This module does not import Django, so `pullahead check` can report errors before Django starts.
Each setting is documented in docs/settings.md; a test checks it.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
import secrets
import tempfile
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
import phonenumbers

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
# Codes of the offered languages, each named in itself; English is the source of all messages
LANGUAGES = {"en": "English", "es": "Español", "pt-br": "Português (Brasil)"}


class Mode(StrEnum):
    """Mode of the installation; every mode but production binds to this machine only."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class WrongSetting(Exception):
    """A setting has an invalid value. The message names the setting, the fault and valid values."""


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class MailServer:
    """SMTP server, and the address that mail is sent from."""

    host: str
    port: int
    user: str
    password: str
    security: str  # smtps: TLS from the start; smtp+tls: STARTTLS; smtp: none
    sender: str


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting, checked."""

    database: dict[str, Any]
    reader: dict[str, Any] | None  # for reports
    port: int
    secret_key: str
    time_zone: str
    currency: str
    country: str
    language: str
    mode: Mode
    hosts: tuple[str, ...]
    https: bool
    exploration: float
    body_seconds: int
    body_budget: int  # bytes
    releases: int
    hook_networks: tuple[Network, ...]
    mail: MailServer | None


NAMES = (
    "PULLAHEAD_DATABASE_URL",
    "PULLAHEAD_READER_URL",
    "PULLAHEAD_PORT",
    "PULLAHEAD_SECRET_KEY",
    "PULLAHEAD_TIME_ZONE",
    "PULLAHEAD_CURRENCY",
    "PULLAHEAD_COUNTRY",
    "PULLAHEAD_LANGUAGE",
    "PULLAHEAD_MODE",
    "PULLAHEAD_HOSTS",
    "PULLAHEAD_HTTPS",
    "PULLAHEAD_EXPLORATION",
    "PULLAHEAD_BODY_SECONDS",
    "PULLAHEAD_BODY_BUDGET",
    "PULLAHEAD_RELEASES",
    "PULLAHEAD_HOOK_NETWORKS",
    "PULLAHEAD_MAIL_URL",
    "PULLAHEAD_MAIL_FROM",
)


def read(env: Mapping[str, str]) -> Config:
    """All settings from `env`; raises WrongSetting for the first that cannot be used."""
    unknown = sorted(k for k in env if k.startswith("PULLAHEAD_") and k not in NAMES)
    if unknown:
        raise WrongSetting(f"{unknown[0]} is not a setting. The settings are: {', '.join(NAMES)}.")
    url = env.get("PULLAHEAD_DATABASE_URL", "")
    mode = _mode(env.get("PULLAHEAD_MODE", ""), named_database=bool(url))
    return Config(
        database=_database(url),
        reader=_reader(env.get("PULLAHEAD_READER_URL", ""), url),
        port=_port(env.get("PULLAHEAD_PORT", "8000")),
        secret_key=_secret(env.get("PULLAHEAD_SECRET_KEY", "")),
        time_zone=_zone(env.get("PULLAHEAD_TIME_ZONE", "UTC")),
        currency=_currency(env.get("PULLAHEAD_CURRENCY", "USD")),
        country=_country(env.get("PULLAHEAD_COUNTRY", "")),
        language=_language(env.get("PULLAHEAD_LANGUAGE", "en")),
        mode=mode,
        hosts=_hosts(env.get("PULLAHEAD_HOSTS", "localhost,127.0.0.1,[::1]"), mode),
        https=_switch("PULLAHEAD_HTTPS", env.get("PULLAHEAD_HTTPS", "0")),
        # a test knows which lead comes next
        exploration=_share(env.get("PULLAHEAD_EXPLORATION", "0" if mode == Mode.TEST else "10")),
        body_seconds=_whole(env, "PULLAHEAD_BODY_SECONDS", "20", most=600),
        body_budget=_whole(env, "PULLAHEAD_BODY_BUDGET", "256", most=1_000_000) * 1_000_000,
        releases=_whole(env, "PULLAHEAD_RELEASES", "10", most=100_000),
        hook_networks=_networks(env.get("PULLAHEAD_HOOK_NETWORKS", "")),
        mail=_mail(env.get("PULLAHEAD_MAIL_URL", ""), env.get("PULLAHEAD_MAIL_FROM", "")),
    )


def _whole(env: Mapping[str, str], name: str, default: str, *, most: int) -> int:
    """Return a whole number from 1 to `most`."""
    text = env.get(name, default)
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= most:
        raise WrongSetting(f"{name} is {text!r}; it must be a whole number from 1 to {most}.")
    return int(text)


def _share(text: str) -> float:
    if not text.isascii() or not text.isdigit() or len(text) > 2 or int(text) > 50:
        raise WrongSetting(
            f"PULLAHEAD_EXPLORATION is {text!r}; it must be a whole per cent of pulls from 0 to 50."
        )
    return int(text) / 100


def _database(url: str) -> dict[str, Any]:
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR / "pullahead.sqlite3")}
    if not url.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise WrongSetting(
            "PULLAHEAD_DATABASE_URL must begin with sqlite:///, postgres:// or postgresql://, "
            "for example sqlite:////srv/pullahead.sqlite3 or postgres://user:word@host/name."
        )
    try:
        parsed = dict(dj_database_url.parse(url))
    except Exception as error:
        raise WrongSetting(f"PULLAHEAD_DATABASE_URL cannot be read: {error}.") from error
    if not parsed.get("NAME") or parsed["NAME"] == ":memory:":
        raise WrongSetting(
            "PULLAHEAD_DATABASE_URL names no database. Several processes share it, so it must be "
            "a file or a server's database, not memory."
        )
    return parsed


def _reader(url: str, database: str) -> dict[str, Any] | None:
    """The database of reports; both are PostgreSQL, because a SQLite file has no replica."""
    if not url:
        return None
    postgres = ("postgres://", "postgresql://")
    if not (url.startswith(postgres) and database.startswith(postgres)):
        raise WrongSetting(
            "PULLAHEAD_READER_URL and PULLAHEAD_DATABASE_URL must both begin with postgres:// or "
            "postgresql://. The reader is a replica of the database, for reports."
        )
    try:
        parsed = dict(dj_database_url.parse(url))
    except Exception as error:
        raise WrongSetting(f"PULLAHEAD_READER_URL cannot be read: {error}.") from error
    if not parsed.get("NAME"):
        raise WrongSetting("PULLAHEAD_READER_URL names no database.")
    return parsed


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise WrongSetting(f"PULLAHEAD_PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _secret(text: str) -> str:
    if text:
        if len(text) < 32:
            raise WrongSetting("PULLAHEAD_SECRET_KEY is shorter than 32 characters.")
        return text
    return _kept_secret(VAR / "secret_key")


def _kept_secret(path: Path) -> str:
    """A key made once and kept beside the database; several servers need the setting instead."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Written aside and linked, so that no other process ever reads half a key
            with tempfile.NamedTemporaryFile("w", dir=path.parent) as new:
                new.write(secrets.token_urlsafe(48))
                new.flush()
                with contextlib.suppress(FileExistsError):
                    os.link(new.name, path)
        return path.read_text()
    except OSError as error:
        raise WrongSetting(
            f"PULLAHEAD_SECRET_KEY is not set, and a new key cannot be saved in {path}: "
            f"{error.strerror}."
        ) from error


def _zone(text: str) -> str:
    if text not in zoneinfo.available_timezones():
        raise WrongSetting(
            f"PULLAHEAD_TIME_ZONE is {text!r}, which the tz database does not know. "
            "Use a name such as Europe/Berlin."
        )
    return text


def _currency(text: str) -> str:
    if len(text) != 3 or not text.isascii() or not text.isalpha() or not text.isupper():
        raise WrongSetting(
            f"PULLAHEAD_CURRENCY is {text!r}; it must be three capital letters (ISO 4217), "
            "for example USD."
        )
    return text


def _country(text: str) -> str:
    if text and text not in phonenumbers.SUPPORTED_REGIONS:
        raise WrongSetting(
            f"PULLAHEAD_COUNTRY is {text!r}; it must be two capital letters (ISO 3166), "
            "for example BR, or empty."
        )
    return text


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise WrongSetting(
            f"PULLAHEAD_LANGUAGE is {text!r}; it must be one of {', '.join(LANGUAGES)}."
        )
    return text


def _mode(text: str, *, named_database: bool) -> Mode:
    if not text:
        return Mode.PRODUCTION if named_database else Mode.DEMO
    try:
        return Mode(text)
    except ValueError:
        raise WrongSetting(
            f"PULLAHEAD_MODE is {text!r}; it must be one of {', '.join(Mode)}."
        ) from None


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(one.strip()) for one in text.split(",") if one.strip())
    except ValueError as error:
        raise WrongSetting(
            f"PULLAHEAD_HOOK_NETWORKS is {text!r}: {error}. Name networks such as 10.1.2.0/24, "
            "divided by commas."
        ) from None


MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def _mail(url: str, sender: str) -> MailServer | None:
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise WrongSetting(f"PULLAHEAD_MAIL_URL cannot be read: {error}.") from None
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise WrongSetting(
            "PULLAHEAD_MAIL_URL must begin with smtp+tls://, smtps:// or smtp:// and name a host, "
            "for example smtp+tls://user:word@mail.example.com:587."
        )
    if not re.fullmatch(r"[^@\s<>,]+@[^@\s<>,]+", sender):
        raise WrongSetting(
            f"PULLAHEAD_MAIL_FROM is {sender!r}; with PULLAHEAD_MAIL_URL it must be the address "
            "that mail is sent from, for example pullahead@example.com."
        )
    return MailServer(
        host=parts.hostname,
        port=port or MAIL_PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=parts.scheme,
        sender=sender,
    )


def _hosts(text: str, mode: Mode) -> tuple[str, ...]:
    hosts = tuple(h.strip() for h in text.split(",") if h.strip())
    if not hosts:
        raise WrongSetting("PULLAHEAD_HOSTS is empty; list the host names, separated by commas.")
    far = [host for host in hosts if not is_local(host)]
    if far and mode != Mode.PRODUCTION:
        raise WrongSetting(
            f"PULLAHEAD_HOSTS names {far[0]!r} in {mode} mode, where anyone can sign in without a "
            "password. Name localhost, 127.0.0.1 and [::1] only, or set PULLAHEAD_MODE=production."
        )
    return hosts


def is_local(host: str) -> bool:
    """Return whether a host or an address is this machine: localhost, 127.0.0.0/8 or ::1."""
    name = host.lower().rstrip(".").strip("[]")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _switch(name: str, text: str) -> bool:
    if text not in {"0", "1"}:
        raise WrongSetting(f"{name} is {text!r}; it must be 0 or 1.")
    return text == "1"
