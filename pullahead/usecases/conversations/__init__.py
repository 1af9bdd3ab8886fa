"""Acts on conversations and promises: save, move, recap, and forget a contact."""
