"""What each command does: it makes Django ready, imports what it needs, and prints what is said.

Nothing of Django is imported before, so that help and mistakes are told at once.
"""

from __future__ import annotations

import argparse

Options = argparse.Namespace


def serve(options: Options) -> int:
    """`pullahead serve`."""
    from pullahead.jobs import boot

    settings = boot.ready()
    from pullahead.jobs import start

    return start.serve(settings, port=options.port or settings.port, workers=options.workers)


def start(options: Options) -> int:
    """`pullahead start`."""
    from pullahead.jobs import boot

    settings = boot.load()
    from pullahead.jobs import start

    return start.start(settings, port=options.port or settings.port, workers=options.workers)


def migrate(options: Options) -> None:
    """`pullahead migrate`."""
    from pullahead.jobs import boot

    boot.load()
    from pullahead.jobs.migrating import migrate

    print(migrate())


def demo(options: Options) -> None:
    """`pullahead demo`."""
    _ready()
    from pullahead.jobs import demo

    print(demo.make())


def work(options: Options) -> int:
    """`pullahead work`."""
    _ready()
    from pullahead.jobs import worker

    return worker.run(once=options.once)


def learn(options: Options) -> None:
    """`pullahead learn`."""
    _ready()
    from pullahead.jobs import learning

    print(learning.learn())


def colleagues(options: Options) -> int:
    """`pullahead colleagues`."""
    _ready()
    from pullahead.jobs import colleagues

    return colleagues.run()


def import_leads(options: Options) -> None:
    """`pullahead import`."""
    country = _ready_country(options.country)
    from pullahead.jobs.lists import import_file

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
    from pullahead.jobs.outcomes import keep_file

    print(keep_file(file=options.file, country=country, maps=options.map, errors=options.errors))


def dnc_import(options: Options) -> None:
    """`pullahead dnc import`."""
    country = _ready_country(options.country)
    from pullahead.jobs import dnc

    print(dnc.keep_list(file=options.file, name=options.list, country=country, as_of=options.as_of))


def user_add(options: Options) -> None:
    """`pullahead user add`."""
    _ready()
    from pullahead.jobs import people

    print(
        people.add(
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
    from pullahead.jobs import people

    print(people.disable(name=options.name))


def user_enable(options: Options) -> None:
    """`pullahead user enable`."""
    _ready()
    from pullahead.jobs import people

    print(people.enable(name=options.name))


def key_add(options: Options) -> None:
    """`pullahead key add`."""
    _ready()
    from pullahead.jobs import keys

    print(keys.add(agent=options.agent, source=options.source, scope=options.scope))


def key_list(options: Options) -> None:
    """`pullahead key list`."""
    _ready()
    from pullahead.jobs import keys

    print(keys.listed())


def key_revoke(options: Options) -> None:
    """`pullahead key revoke`."""
    _ready()
    from pullahead.jobs import keys

    print(keys.revoke(start=options.start))


def check(options: Options) -> int:
    """`pullahead check`."""
    from pullahead.jobs import checks

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
    from pullahead.jobs import clocks

    print(clocks.shown())


def clock_set(options: Options) -> None:
    """`pullahead clock set`."""
    from pullahead.jobs import boot

    zone = boot.ready().time_zone
    from pullahead.jobs import clocks

    print(clocks.set_to(text=options.moment, zone=zone))


def clock_advance(options: Options) -> None:
    """`pullahead clock advance`."""
    _ready()
    from pullahead.jobs import clocks

    print(clocks.advance(text=options.span))


def clock_reset(options: Options) -> None:
    """`pullahead clock reset`."""
    _ready()
    from pullahead.jobs import clocks

    print(clocks.reset())


def _ready() -> None:
    from pullahead.jobs import boot

    boot.ready()


def _ready_country(given: str | None) -> str:
    """The country on the command line, else the organisation's."""
    from pullahead.jobs import boot

    organisation = boot.ready().country
    return organisation if given is None else given
