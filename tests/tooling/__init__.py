"""Tests of the commands and helpers that the other tests use."""
