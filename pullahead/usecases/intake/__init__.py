"""How leads come in: API, files, imports and their withdrawal."""
