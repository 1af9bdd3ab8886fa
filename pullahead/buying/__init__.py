"""Buying groups, value networks, cycles and scenarios of deals.

A *member* is a contact of a deal in its buying group, with *roles* and a *stance*. *Influence* is a
directed link between two members of one deal. *Hops* is the number of links to the nearest member
who decides. A *gap* is an open question about the group; the first one goes into the brief.

Guarantees: both members of a link belong to one deal, by trigger; one open cycle for each deal; an
actual result of a moment of truth has its conversation; marks of buying jobs are append-only. The
same graph gives the same bytes of SVG, and no line runs behind a box.

Not guaranteed: the weights of the stake are start values of judgment, not measured. Scores of
people do not exist.
"""
