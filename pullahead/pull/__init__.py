"""Package of lead pull: agents pull leads, and nothing is ever assigned.

Terms: a **card** is the narrow row of one open lead: ready, held, scheduled or parked. A **lane**
is a set of cards that one static key orders. A **claim** is the hold that a pull returns: a random
token, a holder, an end. To **settle** is to end a claim with a disposition and a note. A settle
earns the next pull.

    admit ──▶ READY ── claim ──▶ HELD ── settle ──▶ SCHEDULED ──(next_at)──▶ READY
                ▲                 │ └── final ──▶ closed (no card)
                └─ release/end ───┘        PARKED ◀── park; unpark ──▶ READY

Guarantees (docs/guarantees.md): at most one holder; writes fenced by the token; one finite next
moment for every open lead; no background worker needed. No guarantee: that a claim is mutual
exclusion (the token is), or that a lead is called at its due moment rather than later.

`Engine(store)` is plain Python over a port with three stores: memory, SQLite and PostgreSQL. One
conformance suite tests all three. The simulator runs the same engine on the memory store.
"""
