"""Layer 7: the demo floor.

`floor` builds a floor with three hours of past work, from the invented people in `data`.
`simulated_agents` plays the other agents while a user tries the demo.
"""
