"""Rendered fragments that several viewers of one process share, the newest few.

A fragment has a placeholder where the viewer's form token belongs. Nothing has to be invalidated:
the key names everything that the fragment shows.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

PLACEHOLDER: Final = "csrf-token-of-the-viewer"


class FragmentCache:
    """At most `most` fragments, by key; the one unused for longest is dropped."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def answer(
        self,
        request: HttpRequest,
        key: Hashable,
        render: Callable[[], HttpResponse],
        *,
        without: str,
    ) -> HttpResponse:
        """Return the fragment with the viewer's form token; render it if nobody has yet.

        `render` shows PLACEHOLDER as the token. The link with the id `without` is left out.
        """
        with self._lock:
            body = self._kept.get(key)
        if body is None:
            body = render().content.decode()
        with self._lock:
            self._kept[key] = body
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        body = re.sub(
            rf'<a [^>]*id="{re.escape(without)}".*?</a>', "", body, count=1, flags=re.DOTALL
        )
        return HttpResponse(body.replace(PLACEHOLDER, get_token(request)))
