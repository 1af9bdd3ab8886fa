"""Pages of sources and money."""
