"""Statements and rows of what runs all day."""
