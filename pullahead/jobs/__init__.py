"""Storey 7: commands and timers. No rules and no queries of their own."""
