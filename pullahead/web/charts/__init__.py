"""Charts that the server draws, without a script. Each has a title, a unit and its table beside it.

`plots`: lines, points and stacked columns as one SVG, for the flow of deals.

`columns`: columns over time and ranges by name, whose template fits every width, for sources.

`bars`: distributions beside the period before, as rows of a table, for *Tempo* and *My day*.

`scales`: round figures of an axis, and short texts of values, for all of them.
"""
