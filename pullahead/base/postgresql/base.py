"""Set the time limits of the process on each new connection, and check an old one cheaply.

The limits are set by statements, not by a startup parameter: PgBouncer refuses a connection with
parameters that it does not know.
"""

from __future__ import annotations

import select

from django.db.backends.postgresql import base

from pullahead.base.db import limits, reader


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    health_check_enabled: bool
    health_check_done: bool

    def init_connection_state(self) -> None:
        """Set up the session."""
        super().init_connection_state()
        found = limits.in_use()
        if self.alias == reader.ALIAS and self.connection is not None:
            self._read_only(found.statement_ms if found else reader.STATEMENT_MS)
            return
        if found is None or self.connection is None:
            return
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, false), "
                "set_config('statement_timeout', %s, false)",
                [f"{found.lock_ms}ms", f"{found.statement_ms}ms"],
            )
        if not self.get_autocommit():
            self.connection.commit()

    def close_if_health_check_failed(self) -> None:
        """Check once for each request that the connection is alive.

        The check runs only if the server has sent something since, as a server that ends does.
        Django would check each time, which costs a round trip.
        """
        there = self.connection is not None and not self.connection.closed
        if there and self.health_check_enabled and not self.health_check_done:
            waiting = select.poll()
            waiting.register(self.connection.pgconn.socket, select.POLLIN)
            self.health_check_done = not waiting.poll(0)
        super().close_if_health_check_failed()

    def _read_only(self, statement_ms: int) -> None:
        """Refuse writes, and end long statements, on the database that reports read."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('default_transaction_read_only', 'on', false), "
                "set_config('statement_timeout', %s, false)",
                [f"{statement_ms}ms"],
            )
        if not self.get_autocommit():
            self.connection.commit()
