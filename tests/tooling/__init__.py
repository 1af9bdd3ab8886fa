"""The commands and helpers that the other tests stand on, tested themselves."""
