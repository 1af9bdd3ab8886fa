"""Package of sprints: the buyer's steps, the backlog in their order, and who does what this week.

Terms: an **item** is work that a deal still needs. The **backlog** is the ordered list of a pod's
items. A **sprint** is a week of a pod, from Monday: items with one promise each. A person **takes**
an item; no item is assigned. The **stand-up** is the list of exceptions of a pod.

The order begins with the one expedite item. Fixed dates whose latest start is reached follow. Then
CD3 counts: the cost of a day's wait × share ÷ hours left. Items that serve no step come last.

No guarantee: that CD3 is the best order where several people work or items depend on each other.
"""
