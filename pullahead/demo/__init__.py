"""Layer 7: the demo floor.

`floor` builds a floor that looks as if agents had worked on it for three hours, from the invented
people in `data`. `simulated_agents` plays the other agents while somebody tries the demo.
"""
