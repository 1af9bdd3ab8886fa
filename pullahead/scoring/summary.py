"""Describe a learned version and measured rates in a few lines of text."""

from __future__ import annotations

from pullahead.base.wording import counted, from_stored
from pullahead.pull.contact_rates import minutes, read
from pullahead.scoring.models import ModelVersion, RatesVersion, VersionState
from pullahead.scoring.services import reasons


def of_model(version: ModelVersion) -> str:
    """Describe a version's backtest and whether it is in use."""
    figures = version.figures
    lines = [
        f"Version {version.pk} learned from {counted(version.rows, 'lead', form=',')} with "
        f"{counted(version.outcomes, 'outcome', form=',')}.",
        f"Backtest on the later {counted(figures['rows'], 'lead', form=',')}, "
        f"{counted(figures['successes'], 'success', 'successes', form=',')}: "
        f"log loss {_number(figures['log_loss'])} (version in use: {_number(figures['today'])}), "
        f"AUC {_number(figures['within'])}, "
        f"predicted successes for each actual one {_number(figures['ratio'])}.",
    ]
    lines += [
        f"Leak, left out: {name}. {from_stored(why)}" for name, *why in figures.get("leaks", [])
    ]
    lines += [
        f"Used as known before the first call: {name}. {from_stored(why)}"
        for name, *why in figures.get("trusted", [])
    ]
    if version.state == VersionState.IN_USE:
        return "\n".join([*lines, "The version is in use."])
    return "\n".join([*lines, "The version is stored but not used:", *reasons(version)])


def of_rates(version: RatesVersion) -> str:
    """Describe measured rates that are in use, in one line."""
    claims, rates = sum(version.counts["tried"]), read(version.figures)
    return (
        f"Rates {version.pk}, measured on {counted(claims, 'claim', form=',')}, are in use: "
        f"{rates.contact[0]:.0%} of customers answer in round 1, "
        f"which takes {minutes(1, rates):.1f} min."
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
