"""What a team lead sees of the floor, and the server's health."""
