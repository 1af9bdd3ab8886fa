"""Layer 8: the command line, and the supervisor that runs the server.

`main` finds a command. Each command is a module in `management/commands/`, for Django too, with
`base_command` in common. `bootstrap` sets Django up. `serving` supervises the app server, the
worker and, on the demo floor, the simulated agents. A command that fails says so in one line,
changes nothing and exits with code 2.
"""
