"""Calling rules, zones and states that a fresh install has. Data, not legal advice."""
