"""Layer 5: lead score: a lead's chance, learned from the organization's own outcomes.

    rows ─▶ bayes_stack.fit ─▶ backtest ─▶ rules.refusals ─▶ a stored version ─▶ in use, or not

*Chance* is the probability of a sale (won, or qualified while the sale outcome is unknown). A
*version* is one fitted model with its backtest. At most one is in use, and going back to an
earlier one is one act. A *term* is one field's addition to the ln-odds; a chance is their sum.

Guarantees: no version is used whose backtest fails rules.refusals. No fact after a lead's first
attempt is learned from. Young leads are not losses (training_rows.TrainingHistory). An unseen value
adds nothing. A stored version is numbers only, and reading one can run nothing.

No guarantee: that a chance is right for people whom nobody tried to reach, since it is learned from
the others; or that it separates leads well. Read *within*, the figure among leads that competed,
not the pooled one. No work on a lead needs a version: without one, the source's start value is the
chance.

Pure: training_rows, optimizer, bayes_stack, measures, backtest, serialization, rules. Another kind
of model implements backtest.Learner.
"""
