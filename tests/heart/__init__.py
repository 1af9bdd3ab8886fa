"""The heart under attack: real processes that race, are killed, stopped and lied to.

    .venv/bin/python -m tests.heart --pulls 20000 --seeds 10 --processes 20
    .venv/bin/python -m tests.postgres -- .venv/bin/python -m tests.heart --processes 32

Each race gets a database of its own and writes an operation log; afterwards the log and the
database are judged (checker.py). docs/guarantees.md says which race attacks what.
"""
