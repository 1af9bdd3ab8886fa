"""Layer 4: figures about work, sources and money, read from the tables of leads and pull.

    leads, claims, sale outcomes, spend ─▶ cohorts ─▶ measures ─▶ source table, alerts

A *cohort* is the set of leads that arrived in one period. Every figure of a source is of one
cohort: its leads, and all results of these leads until now. A young cohort will have more wins
later, so each cohort is shown with its age.

Guarantees: no name, address or note of a lead leaves this package. The figure of a person is for
that person and the team leads. A share has its denominator. A figure without data is None, never
0. Money is Decimal.

No guarantee: an explanation of a figure. The package writes no table, and no use case imports it:
agents keep calling when reports fail. Pure: arrays, columns, measures, speed, yield_rates, honesty,
standing, episodes, periods, distributions, alerts, capacity, governor, marginal_return, spoilage.
"""
