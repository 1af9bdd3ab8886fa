"""Lookup `among`: rows whose id is one of many, with the ids as one value of the statement.

With `in`, Django writes a place for each id, and psycopg a literal: for 500 ids, that took most of
the time of a statement. PostgreSQL treats both alike. SQLite has no arrays, so there it is `in`.
"""

from __future__ import annotations

from typing import Any

from django.db.models.lookups import In


class Among(In):
    """Condition that a column has one of some ids, each of the column's type."""

    lookup_name = "among"

    def get_prep_lookup(self) -> Any:
        """Return the ids as they are."""
        return list(self.rhs)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Compare with an array."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*values, self.rhs]
