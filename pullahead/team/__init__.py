"""Layer 1: users, their teams and their keys.

Guarantee: a disabled person's web sessions and keys are invalid at their next request. No
guarantee: the release of their leads. `usecases.settings.users` does that in the same transaction.

`calendar` is the one notion of working time (docs/calendar.md); `queries.calendar` reads one.
"""
