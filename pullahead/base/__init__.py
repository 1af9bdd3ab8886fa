"""Layer 0: what every package uses: clock, ids, errors, transactions, journal, jobs.

`transaction.write_transaction` opens the one transaction of an act and reads its time. `journal`
writes the append-only journal. `jobs` is the table of background jobs. `db` holds the statements
that run all day. `triggers` adds protections that Django cannot express.
"""
