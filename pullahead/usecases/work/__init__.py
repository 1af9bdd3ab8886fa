"""The agent's day: pull, claims, settle, take, attempts, callbacks."""
