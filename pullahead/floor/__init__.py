"""Layer 3: alerts for team leads, messages to agents, the shared snapshot of the floor.

An **alert** is opened when its condition holds, and closed when the condition is over; of one
subject only one is open. A **floor message** goes from a team lead to an agent, who marks it as
read. A **snapshot** is the floor of one team, made once for all its viewers. `rules` is pure.
"""
