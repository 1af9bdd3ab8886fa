"""Storey 6: acts that join rooms, and own the transaction.

Each verb here is one act of one person (or of a source): it opens `write()`, gathers the facts,
lets the engine decide, and writes the other rooms' rows. Gate, choice, cadence and next state are
the engine's, so that the simulator runs them too. Promised: an act is whole or did not happen.
"""
