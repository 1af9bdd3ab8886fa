"""Pages of *Tempo*: figures of work, which reports computes."""
