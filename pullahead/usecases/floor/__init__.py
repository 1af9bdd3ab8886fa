"""The team lead's view of the floor, and the server's health."""
