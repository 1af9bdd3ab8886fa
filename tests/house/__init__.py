"""The house's own rules, tested: sizes, purity, what may not be written into a file."""
