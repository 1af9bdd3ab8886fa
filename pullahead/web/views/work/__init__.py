"""Pages of the agent's day."""
