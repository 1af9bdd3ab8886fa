"""The settings of administrators and team leads."""
