"""`python -m pullahead` is the same as the installed command `pullahead`."""

from pullahead.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
