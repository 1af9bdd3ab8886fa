"""Print how long each outage took to be answered; the answers come from several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.outages.floor import ANSWERED


@pytest.fixture(autouse=True)
def answer_times(record_property: Callable[[str, object], None]) -> Iterator[None]:
    """Hand the seconds of this test's answers on to the summary."""
    ANSWERED.clear()
    yield
    for outage, what, seconds in ANSWERED:
        record_property("answered", f"{outage:<10} {what:<5} {seconds:6.2f} s")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print one line for each answer."""
    lines = [
        f"{line}  {report.nodeid.rpartition('::')[2]}"
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, line in getattr(report, "user_properties", ())
        if name == "answered"
    ]
    if lines:
        terminalreporter.section("Answers during outages (docs/numbers.md)")
        for line in dict.fromkeys(lines):
            terminalreporter.line(line)
