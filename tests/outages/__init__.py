"""Outages of the database, on servers and files of their own.

    python3 bin/test commands tests/outages

Each test breaks the database of a real `serve` in one way, looks at pages and API meanwhile, mends
it, and waits until work goes on by itself.
"""
