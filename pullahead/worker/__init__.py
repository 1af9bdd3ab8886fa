"""Layer 7: background jobs.

`main` runs due jobs one step at a time; each kind of job is one line in `KINDS`. `timers` enqueues
the jobs that repeat. A killed worker loses nothing: the job continues from its checkpoint.
"""
