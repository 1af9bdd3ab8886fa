"""Acts on deals: pull, finish, close, answer, and the pages that show them."""
