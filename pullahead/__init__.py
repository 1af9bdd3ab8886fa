"""Pullahead: pull-based lead management.

Nothing is imported here, so that the engine and the rules load without Django.
"""

__version__ = "0.1.0"
