"""Storey 5: the chance of a lead, learned from the organisation's own outcomes.

    rows ─▶ stack.fit ─▶ back-test ─▶ rules.refusals ─▶ a version, kept for good ─▶ in use, or not

*Chance* is the probability that a lead comes to a sale (won, or qualified while nobody said how it
ended). A *version* is one fitted model with its back-test; at most one is in use, and going back to
an earlier one is one act. A *term* is what one field adds to the ln-odds; a chance is their sum.

Promised: no version is put in use whose back-test fails rules.refusals; nothing that came after a
lead's first attempt is learned from; young leads are not losses (rows.History); a value that was
never seen adds nothing; a stored version is numbers only, and reading one can run nothing.

Not promised: that a chance is right for people whom nobody tried to reach (it is learned from those
who were), nor that it tells leads apart well: read *within*, the figure among leads on the table
together, not the pooled one. Nothing here is needed to work a lead: without a version, the source's
start value is the chance.

Pure: rows, solve, stack, measures, backtest, stored, rules. Another kind of model comes in behind
backtest.Learner.
"""
