#!/usr/bin/env python3
"""Django's usual entry point: `python manage.py COMMAND`. `pullahead COMMAND` is an alias."""

from __future__ import annotations

from pullahead.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main(program="manage.py"))
