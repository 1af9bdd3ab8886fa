"""Measure Pullahead's cost as a ratio against a bare equivalent in the same run."""
