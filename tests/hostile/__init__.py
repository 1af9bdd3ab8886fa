"""Attacks on a running server: clients that misbehave must not stop the others."""
