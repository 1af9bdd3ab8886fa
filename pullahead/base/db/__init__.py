"""Statements and rows that run many times a second."""
