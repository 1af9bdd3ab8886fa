"""Where the engine keeps its cards: one port, three stores, one conformance suite."""
