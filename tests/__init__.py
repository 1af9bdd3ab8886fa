"""Tests that cross rooms; a room's own tests lie in the room."""
