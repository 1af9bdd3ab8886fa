"""The lab: the real engine on simulated floors, and experiments on the real floor.

A world (world.py) describes a floor and its leads with units. The simulator plays it with a virtual
clock over the memory store. Policies decide who may work which lead, and in which order; every
other rule is the engine's own. The lab reads `pull`, `compliance` and `reports`; agents' acts never
depend on it.
"""
