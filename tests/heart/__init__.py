"""Attacks on lead pull: real processes that race, are killed, stopped and misled.

    .venv/bin/python -m tests.heart --pulls 20000 --seeds 10 --processes 20
    .venv/bin/python -m tests.postgres -- .venv/bin/python -m tests.heart --processes 32

Each race gets a database of its own and writes an operation log. Afterwards checker.py judges the
log and the database. docs/guarantees.md lists the guarantees that each race attacks.
"""
