"""House rules of the code, tested: sizes, purity, text that no file may contain."""
