"""Links of the docs lead to existing pages and headings, and recipes fit the code."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.files import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RECIPES = sorted((ROOT / "docs" / "howto").glob("add-*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```", re.DOTALL)


def page_name(page: Path) -> str:
    """Return the path of a page within the repository."""
    return str(page.relative_to(ROOT))


def _anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub forms them."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        assert not anchor or anchor in _anchors(found), target


def test_every_page_of_the_docs_is_linked() -> None:
    linked = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in PAGES
        for target in LINK.findall(page.read_text(encoding="utf-8"))
    }
    assert {page for page in PAGES if page.is_relative_to(ROOT / "docs")} - linked == set()


def test_every_module_named_in_the_docs_exists() -> None:
    new = {path for recipe in RECIPES for path in _created(recipe)}
    named = {
        path
        for page in (ROOT / "docs").rglob("*.md")
        for path in re.findall(r"`((?:pullahead|tests|bench)/[\w/]+\.\w+)", page.read_text("utf-8"))
    }
    assert {path for path in named - new if not (ROOT / path).exists()} == set()


def _created(recipe: Path) -> set[str]:
    return set(re.findall(r"[Cc]reate `([^`]+)`", recipe.read_text(encoding="utf-8")))


@pytest.mark.parametrize("recipe", RECIPES, ids=page_name)
def test_every_edit_of_a_recipe_changes_its_file(recipe: Path, tmp_path: Path) -> None:
    edits = re.findall(r"^(sed -i .+ (\S+))$", recipe.read_text(encoding="utf-8"), re.MULTILINE)
    assert edits
    for command, file in edits:
        copy = tmp_path / file
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, copy)
        subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True)
        assert copy.read_bytes() != (ROOT / file).read_bytes(), command


@pytest.mark.parametrize("recipe", RECIPES, ids=page_name)
def test_a_recipe_names_every_file_that_it_creates(recipe: Path) -> None:
    created = _created(recipe)
    table = set(re.findall(r"^\| `([^`]+)` \| new", recipe.read_text("utf-8"), re.MULTILINE))
    assert created == table
    assert not [path for path in created if (ROOT / path).exists()]


@pytest.mark.parametrize("recipe", RECIPES, ids=page_name)
def test_a_url_that_a_recipe_adds_does_not_exist_yet(recipe: Path) -> None:
    routes = (ROOT / "pullahead" / "web" / "urls.py").read_text(encoding="utf-8")
    added = re.findall(r'path\("[^"]+", \S+, name="[^"]+"\)', recipe.read_text(encoding="utf-8"))
    names = [part for one in added for part in re.findall(r'"[^"]+"', one)]
    assert [name for name in names if name in routes] == []
