"""Every setting and every command has its heading in the docs, and no other has."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from pullahead import config
from pullahead.cli import main
from pullahead.cli.base_command import CommandGroup
from pullahead.cli.command_list import COMMANDS
from pullahead.cli.main import command

DOCS = Path(__file__).resolve().parents[3] / "docs"


def _headings(name: str) -> list[str]:
    return re.findall(r"^## (.+)$", (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE)


def _commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command and subcommand that can be run, with its parser."""
    for name in COMMANDS:
        found = command(name)
        found._called_from_command_line = True
        parser = found.create_parser("pullahead", name)
        if not isinstance(found, CommandGroup) or parser.get_default("act"):
            yield name, parser
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                yield from ((f"{name} {word}", inner) for word, inner in action.choices.items())


def test_every_setting_has_its_heading() -> None:
    assert sorted(_headings("settings.md")) == sorted(config.NAMES)


def test_every_command_has_its_heading() -> None:
    assert sorted(_headings("commands.md")) == sorted(name for name, _ in _commands())


def test_every_command_and_option_has_help() -> None:
    for name, parser in _commands():
        assert parser.description
        optional = [a for a in parser._actions if a.option_strings]
        assert all(a.help for a in optional), name


def test_every_command_module_is_listed() -> None:
    files = (Path(main.__file__).parent / "management" / "commands").glob("*.py")
    assert {file.stem for file in files} - {"__init__"} == set(COMMANDS)
