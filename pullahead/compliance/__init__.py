"""Layer 1': calling rules: windows, zones, rule packs, do-not-call lists.

`rules` decides whether a number may be called at a moment. `calling_hours` tells when a window set
is open, `places` where a phone number may be. All three are pure. `packs` reads and writes rule
packs. `queries` reads the tables; `services` and `dnc_lists` write them. `defaults` holds the data
of a fresh install. No pack version ever changes: a trigger refuses it.
"""
