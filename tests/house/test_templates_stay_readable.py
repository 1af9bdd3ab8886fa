"""A template line has at most 120 characters."""

from __future__ import annotations

from tests.house.files import name, project_files

LONGEST_LINE = 120


def test_no_template_line_is_longer_than_120_characters() -> None:
    long = [
        f"{name(path)}:{number}: {len(line)} characters"
        for path in project_files()
        if path.suffix == ".html" and "templates" in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert not long, "break these: " + "; ".join(long)
