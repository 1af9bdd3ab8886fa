"""Package of deal flow: deals are pulled through stages, and the database counts every limit.

Terms: a **deal** is a qualified opportunity. A **stage** is a part of our work; its position grows
toward the close. A deal in a stage is *doing*, *waiting* (for the customer, until `next_at`) or
*done*. A *ready* deal has no stage yet; the stage `entry` pulls it. A **limit** is the number of
deals that a stage, a group of stages, a person or a pod may have at once.

    ready ── pull ──▶ doing ◀── wait, resume ──▶ waiting
                       │ ▲
                finish │ └──────── the next stage pulls ──┐
                       └────────▶ done ───────────────────┘

    any ── back (reason) ──▶ earlier stage, doing

    any ── lose, discard (reason) ──▶ closed

    the last stage ── win ──▶ closed ── reopen, at most 30 days later ──▶ ready

Guarantees (docs/guarantees.md): no limit is exceeded without a recorded override; every open deal
has one finite next date; a holder has a deal until a finite end. No guarantee: that `held` is right
after raw SQL added a limit outside of a publish; `pullahead check` recounts.
"""
