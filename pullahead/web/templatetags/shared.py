"""Parts of pages that many viewers share, drawn once in a process.

    {% shared demo role=user.role holes csrf_token name=user.name %} … {% endshared %}

The body sees only the variables that the tag names, so a drawn part cannot depend on another. It is
drawn once for each page, language and combination of the *inputs*: short values such as texts and
flags. `demo` alone is short for `demo=demo`. A *hole* differs for each viewer. The body contains a
mark in its place, which the escaped value replaces. The body may show a hole, and pass it to
`{% url %}` as a UUID, but not compare or filter it.

Nothing has to be invalidated. A body must read no database and no clock.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from threading import Lock
from typing import Any, Final
from uuid import uuid4

from django import template
from django.template import Context
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

PARTS_AT_MOST: Final = 64  # drawn parts of one tag; the one unused for longest is dropped
HOLES_AT_MOST: Final = 8
# Not guessable, so no text that a user wrote is taken for a mark
_MARKS: Final = tuple(str(uuid4()) for _ in range(HOLES_AT_MOST))
_AT_MARKS: Final = re.compile("|".join(_MARKS))
_PLAIN: Final = (bool, int, str)


@register.tag
def shared(parser: Parser, token: Token) -> SharedNode:
    """Draw the body once for each combination of the inputs. See the module."""
    name, *bits = token.split_contents()
    split = bits.index("holes") if "holes" in bits else len(bits)
    body = parser.parse((f"end{name}",))
    parser.delete_first_token()
    inputs, holes = _named(parser, bits[:split]), _named(parser, bits[split + 1 :])
    if len(holes) > HOLES_AT_MOST:
        raise template.TemplateSyntaxError(f"{name}: more than {HOLES_AT_MOST} holes")
    return SharedNode(body, inputs, holes)


def _named(parser: Parser, bits: list[str]) -> dict[str, FilterExpression]:
    """Return the named values; `name` alone is short for `name=name`."""
    pairs = [bit.partition("=") for bit in bits]
    return {name: parser.compile_filter(value or name) for name, _, value in pairs}


class SharedNode(template.Node):
    """A body that is drawn once for each combination of its inputs."""

    child_nodelists = ("nodelist",)

    def __init__(
        self,
        nodelist: NodeList,
        inputs: Mapping[str, FilterExpression],
        holes: Mapping[str, FilterExpression],
    ) -> None:
        self.nodelist = nodelist
        self.inputs = dict(inputs)
        self.holes = dict(holes)
        self._kept: OrderedDict[Hashable, tuple[list[str], list[str]]] = OrderedDict()
        self._lock = Lock()

    def render(self, context: Context) -> SafeString:
        """Return the part, with the viewer's values in its holes."""
        given = {name: _plain(value.resolve(context)) for name, value in self.inputs.items()}
        # The class too: a safe text is drawn differently from an equal text, and 1 equals True
        key = (
            context.template_name,
            get_language(),
            *((type(one), one) for one in given.values()),
        )
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
        if found is None:
            found = self._draw(context, given)
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > PARTS_AT_MOST:
                    self._kept.popitem(last=False)
        texts, marks = found
        if not marks:
            return mark_safe(texts[0])  # drawn by a template
        filled = {
            mark: str(conditional_escape(value.resolve(context)))
            for mark, value in zip(_MARKS, self.holes.values(), strict=False)
        }
        pieces = [texts[0]]
        for mark, text in zip(marks, texts[1:], strict=True):
            pieces += filled[mark], text
        return mark_safe("".join(pieces))  # drawn by a template, and the values are escaped

    def _draw(self, context: Context, given: dict[str, Any]) -> tuple[list[str], list[str]]:
        """Return the texts between the holes, and the mark of each hole."""
        marks = dict(zip(self.holes, _MARKS, strict=False))
        drawn = self.nodelist.render(context.new({**given, **marks}))
        return _AT_MARKS.split(drawn), _AT_MARKS.findall(drawn)


def _plain(value: Any) -> Any:
    """Return the value behind a lazy one, which can change or name the viewer."""
    if isinstance(value, Promise):
        return str(value)
    for kind in _PLAIN:
        if value.__class__ is kind:
            return kind(value)
    return value
