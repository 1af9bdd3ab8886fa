"""Layer 6: acts that join packages and own the transaction.

Each function here is one act of one person or source. It opens `write_transaction`, gathers the
facts, lets the engine decide, and writes the rows of the packages below. Gate, choice, cadence and
next state belong to the engine, so that the simulator runs the same rules. An act happens as a
whole or not at all.

`work` is the agent's day, `leads` one lead and the lead list, `intake` imports and the API's leads,
`floor` the team lead's view, `settings` what administrators change, `common` what these share.
"""
