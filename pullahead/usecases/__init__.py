"""Layer 6: acts that join packages and own the transaction.

Each function is one act of one person or source. It opens `write_transaction`, reads the facts,
lets the engine decide, and writes the rows through the packages below. An act happens as a whole or
not at all. Permission, choice, cadence and next state belong to the engine, so that the simulator
runs the same rules.

`work` is the agent's day, `leads` one lead and the lead list, `intake` imports and the API's leads.
`floor` is the team lead's view, `settings` holds what administrators change, `common` shared
helpers. The order of imports is common, settings, leads, intake, work, floor.
"""
