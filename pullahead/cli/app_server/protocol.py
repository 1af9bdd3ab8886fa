"""granian's types. Its public module exports them to Python, but not to type checkers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian._granian import RSGIProtocolClosed as ProtocolClosed
else:
    from granian.rsgi import HTTPProtocol, ProtocolClosed

__all__ = ["HTTPProtocol", "ProtocolClosed"]
