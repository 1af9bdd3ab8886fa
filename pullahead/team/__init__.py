"""Storey 1: the people who work, their teams and their keys.

Promised: a disabled person's web sessions and keys are dead at their next request. Not promised:
what becomes of the leads that they held; that is one act in `desk.people`, in the same transaction.

`calendar` is the one notion of working time (docs/calendar.md); `queries.calendar` reads one.
"""
