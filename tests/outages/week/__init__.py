"""A played week: lists, agents and outages on a served installation, judged by plain SQL."""
