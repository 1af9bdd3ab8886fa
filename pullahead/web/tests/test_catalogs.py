"""Catalogs: extraction, the rules of lint, merging, compiling, the pseudo-locale.

The linter `python -m pullahead.web.catalog check` checks the committed catalogs.
"""

from __future__ import annotations

import gettext
import logging
from pathlib import Path

import pytest

from pullahead.web.catalog import compiled
from pullahead.web.catalog.check import problems
from pullahead.web.catalog.extract import MarkedMessage, of_text
from pullahead.web.catalog.merge import merged
from pullahead.web.catalog.pseudo import pseudo

pytestmark = pytest.mark.slow

AGENTS, OFFICE = "web/templates/sign_in/page.html", "web/templates/floor/page.html"


def _marked(*messages: tuple[str, str], file: str = AGENTS) -> dict[tuple[str, str], MarkedMessage]:
    return {("", one): MarkedMessage(one, plural, "", {file}) for one, plural in messages}


def _catalog(**translations: str) -> str:
    """Return a catalog as merge writes it."""
    empty, _ = merged((), "es", _marked(*((word, "") for word in translations)))
    for word, text in translations.items():
        empty = empty.replace(f'msgid "{word}"\nmsgstr ""', f'msgid "{word}"\nmsgstr "{text}"')
    return empty


def test_messages_are_found_in_python_and_in_templates() -> None:
    code = """
from django.utils.translation import gettext as _, ngettext_lazy, pgettext
def said(name):
    many = ngettext_lazy("%(n)d lead", "%(n)d leads", "n")
    return _("Hello {name}, "
             "again").format(name=name), pgettext("after a verb", "at {time}"), many
"""
    template = """{% load i18n %}
      {% block title %}{% translate "Next" %}{% endblock %}
   <p class="x" title="{% translate "It's 5 %" %}">'"\\ {{ a|default:_("no name") }}
 {% blocktranslate with n=1 %}One
 {{ n }}{% endblocktranslate %}
        {% blocktranslate count n=n trimmed %}
          {{ n }} lead
        {% plural %}
          {{ n }} leads
        {% endblocktranslate %}{# Translators: nothing #}
    {% comment %}{% translate "No" %}{% endcomment %}
"""
    found = {(one.context, one.id, one.plural) for one in of_text(code, "a.py")}
    assert found == {
        ("", "%(n)d lead", "%(n)d leads"),
        ("", "Hello {name}, again", ""),
        ("after a verb", "at {time}", ""),
    }
    assert {(one.id, one.plural) for one in of_text(template, "a.html")} == {
        ("Next", ""),
        ("It's 5 %%", ""),
        ("no name", ""),
        ("One\n %(n)s", ""),
        ("%(n)s lead", "%(n)s leads"),
    }


def test_a_catalog_in_order_has_no_problems() -> None:
    assert problems(_catalog(Next="Siguiente"), "es", _marked(("Next", ""))) == []


@pytest.mark.parametrize(
    ("text", "source", "why"),
    [
        ("", "Next", "is not translated"),
        ("Hola {nombre}", "Hello {name}", "other placeholders"),
        ("Hola", "Hello {name}", "other placeholders"),
        ("Hola %(name)d", "Hello %(name)s", "other placeholders"),
        ("<b>Hola</b>", "<strong>Hello</strong>", "other tags"),
        ("<b>Hola", "<b>Hello</b>", "other tags"),
        ("Hola ", "Hello", "another space at its end"),
    ],
)
def test_a_translation_that_would_break_a_page_is_told(text: str, source: str, why: str) -> None:
    found = problems(_catalog(**{source: text}), "es", _marked((source, "")))
    assert why in found[0]


def test_messages_of_the_office_may_wait_for_a_translation() -> None:
    assert problems(_catalog(Floor=""), "es", _marked(("Floor", ""), file=OFFICE)) == []


def test_missing_obsolete_and_unsorted_messages_are_told() -> None:
    text = _catalog(Next="Siguiente", Yes="Sí")
    missing = problems(text, "es", _marked(("Next", ""), ("Yes", ""), ("No", "")))
    assert missing == ["“No” is missing; run “python -m pullahead.web.catalog merge”"]
    obsolete = problems(text, "es", _marked(("Next", "")))
    assert "“Yes” is not in the code" in obsolete[0]
    head, first, second = text.strip().split("\n\n")
    turned = "\n\n".join([head, second, first]) + "\n"
    unsorted = problems(turned, "es", _marked(("Next", ""), ("Yes", "")))
    assert "not in the form" in unsorted[0]


def test_every_plural_form_is_needed() -> None:
    messages = _marked(("{n} lead", "{n} leads"))
    text, _ = merged((), "es", messages)
    assert "not translated" in problems(text, "es", messages)[0]
    part = text.replace('msgstr[0] ""', 'msgstr[0] "un lead"')
    assert "needs each plural form of its language (3)" in problems(part, "es", messages)[0]
    whole = part.replace('msgstr[1] ""', 'msgstr[1] "{n} leads"')
    whole = whole.replace('msgstr[2] ""', 'msgstr[2] "{n} leads"')
    assert problems(whole, "es", messages) == []


def test_a_fuzzy_translation_is_told() -> None:
    text = _catalog(Next="Siguiente").replace('msgid "Next"', '#, fuzzy\nmsgid "Next"')
    assert "fuzzy" in problems(text, "es", _marked(("Next", "")))[0]


def test_a_file_with_conflict_marks_is_told_and_merge_joins_both_sides() -> None:
    messages = _marked(("Back", ""), ("Next", ""), ("Yes", ""))
    base = _catalog(Back="", Next="", Yes="Sí")
    ours = base.replace('"Next"\nmsgstr ""', '"Next"\nmsgstr "Siguiente"')
    theirs = base.replace('"Back"\nmsgstr ""', '"Back"\nmsgstr "Volver"')
    head = base[: base.index('msgid "Back"')]
    both = (
        f"{head}<<<<<<< HEAD\n{ours.removeprefix(head)}"
        f"=======\n{theirs.removeprefix(head)}>>>>>>> other\n"
    )
    assert problems(both, "es", messages)
    text, notes = merged((both,), "es", messages)
    assert text == _catalog(Back="Volver", Next="Siguiente", Yes="Sí")
    assert notes == []


def test_of_two_translations_the_first_is_kept_and_the_other_is_told() -> None:
    texts = (_catalog(Next="Siguiente"), _catalog(Next="Próximo"))
    text, notes = merged(texts, "es", _marked(("Next", "")))
    assert text == texts[0]
    assert notes == ["“Next” has two translations; kept “Siguiente”"]


def test_merging_again_changes_nothing_and_drops_what_is_gone() -> None:
    text, _ = merged((_catalog(Next="Siguiente", Yes="Sí"),), "es", _marked(("Next", "")))
    assert text == _catalog(Next="Siguiente")
    assert merged((text,), "es", _marked(("Next", "")))[0] == text


def test_catalogs_are_compiled_when_they_changed(tmp_path: Path) -> None:
    compiled.refresh(["en", "es", "en-xa"], tmp_path)
    found = {
        code: gettext.translation("django", tmp_path, [code]).gettext("Sign in")
        for code in ("es", "en_XA")
    }
    assert found == {"es": "Iniciar sesión", "en_XA": pseudo("Sign in")}
    assert not (tmp_path / "pt_BR").exists()
    made = tmp_path / "es" / "LC_MESSAGES" / "django.mo"
    before = made.stat().st_mtime_ns
    compiled.refresh(["es"], tmp_path)
    assert made.stat().st_mtime_ns == before
    made.with_suffix(".stamp").write_text("of another version")
    compiled.refresh(["es"], tmp_path)
    assert made.stat().st_mtime_ns > before
    assert {path.name for path in made.parent.iterdir()} == {"django.mo", "django.stamp"}


def test_a_folder_that_cannot_be_written_leaves_english(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "locale").write_text("a file in the way")
    with caplog.at_level(logging.WARNING):
        compiled.refresh(["es"], tmp_path / "locale")
    assert "Pages are shown in English" in caplog.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Next lead", "[Ñéxţ ļéáđ one]"),
        ("{name}: back %(at)s", "[{name}: ƀáçķ %(at)s one]"),
        ("<b>N</b> &amp; 5 %%", "[<b>Ñ</b> &amp; 5 %% one]"),
        (" at ", " [áţ one] "),
        ("", ""),
    ],
)
def test_the_pseudo_locale_is_accented_and_longer(text: str, shown: str) -> None:
    assert pseudo(text) == shown
