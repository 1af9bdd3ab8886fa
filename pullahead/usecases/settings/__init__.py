"""What administrators and team leads change."""
