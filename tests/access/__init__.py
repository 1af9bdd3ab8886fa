"""Access of owner, member and stranger on every entry point."""
