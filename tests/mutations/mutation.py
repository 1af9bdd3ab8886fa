"""One edit of the mutation run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """One edit of one file, and the test that must fail after it."""

    name: str  # also the protection, in the table of docs/guarantees.md
    file: str
    old: str  # occurs once in the file
    new: str
    test: str
    postgres: bool = False  # the protection is a lock, which SQLite does not need

    @property
    def alters_schema(self) -> bool:
        """Return whether a migration runs what was edited."""
        return "/migrations/" in self.file or self.file.endswith("schema.py")
