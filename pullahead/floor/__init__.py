"""Layer 3: alerts for team leads, messages to agents, the shared snapshot of the floor.

An **alert** is opened when its condition is met, and closed when the condition is over. Each
subject has at most one open alert. A **floor message** goes from a team lead to an agent, who marks
the message as read. A **snapshot** is the floor of one team, made once for all its viewers. The
facts of past hours are stored for reports (`hours`). `rules` is pure.
"""
