"""Calling rules, zones and states of a fresh install. Data, not legal advice."""
