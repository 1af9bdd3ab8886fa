"""Storey 7: the pages. A door: it asks the desk, and shows what the desk answers.

A page is a view of a few lines, a template named after its screen, and fragments that refresh
themselves. Every page works without a mouse and without JavaScript; what the scripts add is
keys, live numbers and a question before an act that cannot be undone. Promised: no rules, no
queries, no inline style or script, and nothing shown that the desk did not hand out to this
viewer. Not promised: that a number on the screen is younger than the page's last refresh.
"""
