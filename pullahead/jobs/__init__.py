"""Storey 7: commands and timers. No rules and no queries of their own.

`cli` reads the command line; `boot` starts Django and says in words what is wrong with a database;
each other module is one command or a few. `app_server` is what the processes of the app server run,
`serving` is the supervisor of them, of the worker and, on the demo floor, of the simulated
colleagues. `worker` does the jobs of base.queue; each kind of job is one line there.

Promised: a command that cannot do what it was asked says so in one line, changes nothing and ends
with 2. Not promised: that the demo's people behave like anybody's real ones.
"""
