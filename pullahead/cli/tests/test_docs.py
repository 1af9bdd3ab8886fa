"""Every setting and every command has its heading in the docs, and no other has."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from pullahead import config
from pullahead.cli.main import parser

DOCS = Path(__file__).resolve().parents[3] / "docs"


def _headings(name: str) -> list[str]:
    return re.findall(r"^## (.+)$", (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE)


def _commands(of: argparse.ArgumentParser, path: str = "") -> Iterator[str]:
    """Every command that can be run."""
    if path and of.get_default("run"):
        yield path
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield from _commands(command, f"{path} {name}".strip())


def test_every_setting_has_its_heading() -> None:
    assert sorted(_headings("settings.md")) == sorted(config.NAMES)


def test_every_command_has_its_heading() -> None:
    assert sorted(_headings("commands.md")) == sorted(_commands(parser()))


def test_every_command_and_option_has_help() -> None:
    for command in _commands(parser()):
        inner = parser()
        for word in command.split():
            action = next(a for a in inner._actions if isinstance(a, argparse._SubParsersAction))
            inner = action.choices[word]
        assert inner.description
        optional = [a for a in inner._actions if a.option_strings]
        assert all(a.help for a in optional), command
