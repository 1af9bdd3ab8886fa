"""Pages of deals: the board, one deal, the list."""
