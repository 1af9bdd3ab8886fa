"""Mutation run: each named edit removes one protection, and its test must fail.

    python3 bin/test mutations [NAME …]

A protection that no test holds can be lost in any change. The run takes a quarter of an hour, so it
belongs to a release. The edits are in edits.py; docs/guarantees.md lists them.
"""
