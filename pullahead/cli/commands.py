"""What each command does: it makes Django ready, imports what it needs, and prints what is said.

Nothing of Django is imported before, so that help and mistakes are told at once.
"""

from __future__ import annotations

import argparse

Options = argparse.Namespace


def serve(options: Options) -> int:
    """`pullahead serve`."""
    from pullahead.cli import bootstrap

    settings = bootstrap.ready()
    from pullahead.cli import start

    return start.serve(settings, port=options.port or settings.port, workers=options.workers)


def start(options: Options) -> int:
    """`pullahead start`."""
    from pullahead.cli import bootstrap

    settings = bootstrap.load()
    from pullahead.cli import start

    return start.start(settings, port=options.port or settings.port, workers=options.workers)


def migrate(options: Options) -> None:
    """`pullahead migrate`."""
    from pullahead.cli import bootstrap

    bootstrap.load()
    from pullahead.cli.migrate_command import migrate

    print(migrate())


def demo(options: Options) -> None:
    """`pullahead demo`."""
    _ready()
    from pullahead.demo import floor

    print(floor.make())


def work(options: Options) -> int:
    """`pullahead work`."""
    _ready()
    from pullahead.worker import main

    return main.run(once=options.once)


def learn(options: Options) -> None:
    """`pullahead learn`."""
    _ready()
    from pullahead.worker import learning

    print(learning.learn())


def colleagues(options: Options) -> int:
    """`pullahead colleagues`."""
    _ready()
    from pullahead.demo import simulated_agents

    return simulated_agents.run()


def import_leads(options: Options) -> None:
    """`pullahead import`."""
    country = _ready_country(options.country)
    from pullahead.cli.import_command import import_file

    print(
        import_file(
            file=options.file,
            source=options.source,
            country=country,
            maps=options.map,
            errors=options.errors,
            demo=options.into_demo,
        )
    )


def outcomes(options: Options) -> None:
    """`pullahead outcomes`."""
    country = _ready_country(options.country)
    from pullahead.cli.outcomes_command import keep_file

    print(keep_file(file=options.file, country=country, maps=options.map, errors=options.errors))


def dnc_import(options: Options) -> None:
    """`pullahead dnc import`."""
    country = _ready_country(options.country)
    from pullahead.cli import dnc_command

    print(
        dnc_command.keep_list(
            file=options.file, name=options.list, country=country, as_of=options.as_of
        )
    )


def user_add(options: Options) -> None:
    """`pullahead user add`."""
    _ready()
    from pullahead.cli import user_command

    print(
        user_command.add(
            name=options.name,
            role=options.role,
            team=options.team,
            zone=options.zone,
            password_stdin=options.password_stdin,
        )
    )


def user_disable(options: Options) -> None:
    """`pullahead user disable`."""
    _ready()
    from pullahead.cli import user_command

    print(user_command.disable(name=options.name))


def user_enable(options: Options) -> None:
    """`pullahead user enable`."""
    _ready()
    from pullahead.cli import user_command

    print(user_command.enable(name=options.name))


def key_add(options: Options) -> None:
    """`pullahead key add`."""
    _ready()
    from pullahead.cli import key_command

    print(key_command.add(agent=options.agent, source=options.source, scope=options.scope))


def key_list(options: Options) -> None:
    """`pullahead key list`."""
    _ready()
    from pullahead.cli import key_command

    print(key_command.listed())


def key_revoke(options: Options) -> None:
    """`pullahead key revoke`."""
    _ready()
    from pullahead.cli import key_command

    print(key_command.revoke(start=options.start))


def check(options: Options) -> int:
    """`pullahead check`."""
    from pullahead.cli import checks

    found = checks.findings()
    for finding in found:
        print(f"{'wrong' if finding.wrong else 'note'}: {finding.text}")
    if any(finding.wrong for finding in found):
        return 1
    print("all is well")
    return 0


def clock_show(options: Options) -> None:
    """`pullahead clock`."""
    _ready()
    from pullahead.cli import clock_command

    print(clock_command.shown())


def clock_set(options: Options) -> None:
    """`pullahead clock set`."""
    from pullahead.cli import bootstrap

    zone = bootstrap.ready().time_zone
    from pullahead.cli import clock_command

    print(clock_command.set_to(text=options.moment, zone=zone))


def clock_advance(options: Options) -> None:
    """`pullahead clock advance`."""
    _ready()
    from pullahead.cli import clock_command

    print(clock_command.advance(text=options.span))


def clock_reset(options: Options) -> None:
    """`pullahead clock reset`."""
    _ready()
    from pullahead.cli import clock_command

    print(clock_command.reset())


def _ready() -> None:
    from pullahead.cli import bootstrap

    bootstrap.ready()


def _ready_country(given: str | None) -> str:
    """The country on the command line, else the organisation's."""
    from pullahead.cli import bootstrap

    organisation = bootstrap.ready().country
    return organisation if given is None else given
