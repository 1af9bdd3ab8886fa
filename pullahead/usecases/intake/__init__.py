"""Intake of leads: API, files, imports and their withdrawal."""
