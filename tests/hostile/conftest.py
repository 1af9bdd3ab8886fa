"""Installations for attacks: those of the commands' own tests."""

from __future__ import annotations

from pullahead.cli.tests.conftest import database_server, laid, template

__all__ = ["database_server", "laid", "template"]
