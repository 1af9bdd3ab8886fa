"""The command `pullahead`: reads the command line, runs one command, says what went wrong.

A problem is one line on stderr and exit code 2; Ctrl+C is 130. Nothing of Django is imported
before a command needs it, so that help and mistakes are told at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pullahead import __version__
from pullahead.base.errors import Problem
from pullahead.cli import commands as run_commands

PROBLEM, INTERRUPTED, PIPE_CLOSED = 2, 130, 141
WORKERS = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    try:
        options = parser().parse_args(arguments)
        code = int(options.run(options) or 0)
        sys.stdout.flush()
        return code
    except Problem as problem:
        return _failed(problem.message)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read it has gone: nothing more to say, not even at the interpreter's own end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _failed(f"{place}{error.strerror or error}.")
    except Exception as error:
        if not _of_database(error):
            raise
        from pullahead.cli.bootstrap import database_words

        return _failed(database_words(error))


def _failed(text: str) -> int:
    print(f"pullahead: {' '.join(text.split())}", file=sys.stderr)
    return PROBLEM


def _of_database(error: Exception) -> bool:
    """An error of Django's database layer, without importing it for those that are not."""
    return any(kind.__module__ == "django.db.utils" for kind in type(error).__mro__)


def parser() -> argparse.ArgumentParser:
    """Every command with its help."""
    top = argparse.ArgumentParser(
        prog="pullahead",
        description="Pull-based lead management: the best lead next, nothing lost.",
        epilog="Settings come from the environment (docs/settings.md). "
        "“pullahead COMMAND --help” tells more of a command.",
    )
    top.add_argument("--version", action="version", version=f"pullahead {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_serving(commands)
    _add_work(commands)
    _add_import(commands)
    _add_outcomes(commands)
    _add_dnc(commands)
    _add_user(commands)
    _add_key(commands)
    _add_clock(commands)
    return top


Commands = argparse._SubParsersAction  # what argparse gives, and names nowhere else


def _add(
    commands: Commands[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")


def _add_serving(commands: Commands[argparse.ArgumentParser]) -> None:
    for name, run, text in (
        (
            "start",
            run_commands.start,
            "migrate, make the demo floor in a fresh default database, and serve",
        ),
        ("serve", run_commands.serve, "serve the pages and the API until TERM or Ctrl+C"),
    ):
        command = _add(commands, name, text)
        command.add_argument("--port", type=_port, help="instead of PULLAHEAD_PORT (8000)")
        command.add_argument(
            "--workers",
            type=_workers,
            default=WORKERS,
            help="processes of four threads each (default %(default)s)",
        )
        command.set_defaults(run=run)
    for name, run_plain, text in (
        (
            "migrate",
            run_commands.migrate,
            "lay out or update the database's tables; safe to run again",
        ),
        (
            "check",
            run_commands.check,
            "look whether settings, tables and leads are sound; 1 if not",
        ),
        ("demo", run_commands.demo, "make the demo floor in an empty database"),
        (
            "learn",
            run_commands.learn,
            "learn the chance of a lead now; the worker does so by itself",
        ),
        (
            "colleagues",
            run_commands.colleagues,
            "play the demo floor's colleagues; serve runs this itself",
        ),
    ):
        _add(commands, name, text).set_defaults(run=run_plain)


def _add_work(commands: Commands[argparse.ArgumentParser]) -> None:
    command = _add(commands, "work", "do what waits, such as imports; serve runs this itself")
    command.add_argument("--once", action="store_true", help="end when nothing is due any more")
    command.set_defaults(run=run_commands.work)


def _add_import(commands: Commands[argparse.ArgumentParser]) -> None:
    command = _add(commands, "import", "import a list of leads from a CSV file")
    command.add_argument("--source", required=True, metavar="NAME", help="made if it is missing")
    _add_reading(command, "Telephone=phone")
    command.add_argument(
        "--into-demo", action="store_true", help="mix the file into the demo's invented leads"
    )
    command.set_defaults(run=run_commands.import_leads)


def _add_outcomes(commands: Commands[argparse.ArgumentParser]) -> None:
    command = _add(commands, "outcomes", "keep what leads came to (won, lost) from a CSV file")
    _add_reading(command, "Result=outcome")
    command.set_defaults(run=run_commands.outcomes)


def _add_reading(command: argparse.ArgumentParser, example: str) -> None:
    """The arguments of what reads a file with a line of headings."""
    command.add_argument("file", type=Path, metavar="FILE", help="CSV with a line of headings")
    command.add_argument(
        "--country", metavar="BR", help="of numbers without a prefix; else PULLAHEAD_COUNTRY"
    )
    command.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help=f"such as '{example}'; columns not named are guessed",
    )
    command.add_argument(
        "--errors", type=Path, metavar="FILE", help="refused rows (default: FILE.errors.csv, here)"
    )


def _add_dnc(commands: Commands[argparse.ArgumentParser]) -> None:
    group = _add(commands, "dnc", "do-not-call lists: import")
    acts = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    command = _add(acts, "import", "read a list of numbers, in the place of its version before")
    command.add_argument("file", type=Path, metavar="FILE", help="one number a line")
    command.add_argument("--list", required=True, metavar="NAME", help="such as national")
    command.add_argument("--country", metavar="US", help="of its numbers; else PULLAHEAD_COUNTRY")
    command.add_argument(
        "--as-of", default="", metavar="DAY", help="of which its age counts; else now"
    )
    command.set_defaults(run=run_commands.dnc_import)


def _add_user(commands: Commands[argparse.ArgumentParser]) -> None:
    group = _add(commands, "user", "people who sign in: add, disable, enable")
    acts = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    command = _add(acts, "add", "add a person; the password made is the last word printed")
    command.add_argument("name", metavar="NAME", help="what they sign in with")
    command.add_argument(
        "--role", required=True, choices=("agent", "leader", "admin"), help="what they see and do"
    )
    command.add_argument("--team", default="Sales", help="made if missing (default %(default)s)")
    command.add_argument("--zone", default="", help="of the times they see, as Europe/Berlin")
    command.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    command.set_defaults(run=run_commands.user_add)
    for name, run, text in (
        (
            "disable",
            run_commands.user_disable,
            "end sessions and keys, release leads and callbacks",
        ),
        ("enable", run_commands.user_enable, "let a disabled person sign in again"),
    ):
        command = _add(acts, name, text)
        command.add_argument("name", metavar="NAME")
        command.set_defaults(run=run)


def _add_key(commands: Commands[argparse.ArgumentParser]) -> None:
    group = _add(commands, "key", "keys of the API: add, list, revoke")
    acts = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    command = _add(acts, "add", "make a key; it is the last word printed, only this once")
    whose = command.add_mutually_exclusive_group(required=True)
    whose.add_argument("--agent", default="", metavar="NAME", help="what it does, they do")
    whose.add_argument("--source", default="", metavar="NAME", help="made if it is missing")
    command.add_argument(
        "--scope", required=True, help="pull, leads:read, leads:write, with commas between"
    )
    command.set_defaults(run=run_commands.key_add)
    command = _add(acts, "list", "every key: its start, whose it is, its scopes")
    command.set_defaults(run=run_commands.key_list)
    command = _add(acts, "revoke", "end a key")
    command.add_argument("start", metavar="START", help="the first letters of the key")
    command.set_defaults(run=run_commands.key_revoke)


def _add_clock(commands: Commands[argparse.ArgumentParser]) -> None:
    group = _add(commands, "clock", "show the time; set, advance or reset it outside production")
    group.set_defaults(run=run_commands.clock_show)
    acts = group.add_subparsers(title="commands", metavar="COMMAND")
    command = _add(acts, "set", "make it that moment now")
    command.add_argument("moment", metavar="ISO", help="such as 2026-03-29T03:00:00Z")
    command.set_defaults(run=run_commands.clock_set)
    command = _add(acts, "advance", "move it forward")
    command.add_argument("span", metavar="SPAN", help="such as 90s, 15m, 2h, 3d")
    command.set_defaults(run=run_commands.clock_advance)
    _add(acts, "reset", "back to the real time").set_defaults(run=run_commands.clock_reset)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give 1 to 65535")
    return int(text)


def _workers(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 64:
        raise argparse.ArgumentTypeError(f"{text!r}: give 1 to 64 processes")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(main())
