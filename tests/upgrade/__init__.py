"""Populated databases of released versions, and the test that migrates them to this version.

`.venv/bin/python -m tests.upgrade.make` writes those of the current version.
"""
