"""Package of sprints: the buyer's steps, the backlog in their order, and who does what this week.

Terms: an **item** is work that a deal still needs. The **backlog** is the ordered list of a pod's
items. A **sprint** is a week of a pod, from Monday: items with one promise each. A person **takes**
an item; no item is assigned. The **stand-up** is the list of exceptions of a pod.

An **objective** is a result that the buyer wants, in the buyer's words. A **step** is a part of the
buyer's own way to a decision, with an owner and a date. A **change** says that a step or objective
is no longer as it was; it waits for one answer. An **offer** is a product or service of ours or of
a partner. A **fit** says whether an offer meets an objective. A **concession** is something granted
to the buyer, within a right of the pod or at a request.

The order begins with the one urgent item. Fixed dates whose latest start is reached follow. Then
CD3 counts: the cost of a day's wait × share ÷ hours left. Items that serve no step come last.

Guarantees: a change is never altered, and it is answered once; one concession of a kind by right
for each deal.

No guarantee: that CD3 is the best order where several people work or items depend on each other.
"""
