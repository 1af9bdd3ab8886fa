"""Layer 1': calling rules: windows, zones, rule packs, do-not-call lists.

`rules` decides whether a number may be called at a moment; `calling_hours` when a window set is
open; `places` where a phone number may be. All three are pure. `packs` reads and writes rule
packs, `queries` reads the tables, `services` and `dnc_lists` write them, `defaults` holds what a
fresh install has. No pack version is ever changed: a trigger refuses it.
"""
