"""Stores of the engine's cards: one port, three stores, one conformance suite."""
