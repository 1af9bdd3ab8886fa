"""Storey 0: what every room stands on.

`clock` says what time it is, by the database's clock; `write()` is the only door to a
transaction; the journal is the append-only record of every act, in ids only; `queue` holds the
jobs that go on without a person, each under a worker's **lease**. Promised: a verb that writes
runs inside exactly one outermost transaction; who lost a lease cannot write. Not promised:
anything about leads.
"""
