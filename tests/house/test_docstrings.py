"""Docstrings and comments open with a verb or a noun, and docstring sentences stay short.

See "Writing" in CONTRIBUTING.md. The ceilings only fall: a change that removes some lowers them.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.files import name, python_files, tree

pytestmark = pytest.mark.slow
MOST_OPENERS = 0
MOST_LONG_SENTENCES = 0
LONGEST_SENTENCE = 30  # words
OPENER = re.compile(r"(?:What|Who|Whoever|Whose|The same|Of (?:a|the|those))\b")
# Docstrings only: a comment may explain the line beside it
DOCSTRING_OPENER = re.compile(
    r"(?:How|Why|When|Where|Whether|Which|That|Those|They|It|This is|Everything|Nothing|As|"
    r"(?:Some|Any|Every|No)body)\b"
)
# Shorthand of the authors; "Plain Python without Django, clock or I/O." says what PURE said
SHORTHAND = re.compile(r"\b(?:PURE|NB|viz)\b")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+")


def _docstrings(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each docstring with its place."""
    for node in ast.walk(tree(path)):
        if isinstance(node, DOCUMENTED) and (text := ast.get_docstring(node)):
            yield f"{name(path)}:{getattr(node, 'lineno', 1)}", text


def _comments(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the first line of each block of comments with its place."""
    last = -1
    with path.open("rb") as file:
        for token in tokenize.tokenize(io.BytesIO(file.read()).readline):
            if token.type == tokenize.COMMENT:
                if token.start[0] != last + 1:
                    yield f"{name(path)}:{token.start[0]}", token.string.lstrip("# ")
                last = token.start[0]


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a docstring; a blank line ends one too."""
    for paragraph in re.split(r"\n\s*\n", text):
        yield from SENTENCE_END.split(paragraph)


def test_docstrings_and_comments_open_with_a_verb_or_a_noun() -> None:
    found = [
        f"{place}: {text.splitlines()[0]}"
        for path in python_files()
        for place, text in [*_docstrings(path), *_comments(path)]
        if OPENER.match(text)
    ]
    found += [
        f"{place}: {text.splitlines()[0]}"
        for path in python_files()
        for place, text in _docstrings(path)
        if DOCSTRING_OPENER.match(text)
    ]
    assert len(found) <= MOST_OPENERS, f"{len(found)} > {MOST_OPENERS}:\n" + "\n".join(found)


def test_no_sentence_of_a_docstring_has_more_than_30_words() -> None:
    found = [
        f"{place}: {' '.join(sentence.split())}"
        for path in python_files()
        for place, text in _docstrings(path)
        for sentence in _sentences(text)
        if len(sentence.split()) > LONGEST_SENTENCE
    ]
    assert len(found) <= MOST_LONG_SENTENCES, f"{len(found)}:\n" + "\n".join(found)


def test_docstrings_and_comments_have_no_shorthand() -> None:
    found = [
        f"{place}: {match.group(0)}"
        for path in python_files()
        for place, text in [*_docstrings(path), *_comments(path)]
        if (match := SHORTHAND.search(text)) and path.name != Path(__file__).name
    ]
    assert not found, "\n".join(found)
