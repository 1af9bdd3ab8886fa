"""Layer 7: web pages. An entry point: it calls the use cases and shows their answers.

A page is a view of a few lines, a template named after its screen, and fragments that refresh
themselves. Every page works without a mouse and without JavaScript. The scripts add keys, live
numbers, and a question before an act that cannot be undone. Guarantees: no rules, no queries, no
inline style or script, and only data that the use cases return for this viewer. No guarantee: that
a number on the screen is newer than the page's last refresh.
"""
