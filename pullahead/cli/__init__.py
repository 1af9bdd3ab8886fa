"""Layer 8: the command line, and what starts the server.

`main` parses the command line; `bootstrap` starts Django and explains database errors; each other
module is one command or a few. `serving` supervises the app server, the worker and, on the demo
floor, the simulated agents. A command that fails says so in one line, changes nothing and exits
with code 2.
"""
