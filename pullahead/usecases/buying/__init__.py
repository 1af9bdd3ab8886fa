"""Acts and pages of buying groups: people, influence, gaps, cycles, value networks."""
