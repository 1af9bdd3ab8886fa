"""Who may see and do what: owner, member and stranger on every door."""
