"""Outbox: events to other systems by webhook, and mail, sent by the worker.

An **endpoint** is an address that receives the kinds of events that it is subscribed to. A
**message** is one event for one endpoint, or one mail. The database adds the messages of an event
in the commit of its journal line (schema.py). An **attempt** is one try to deliver a message.

Guarantees: no event of a live endpoint is lost; the messages of one lead arrive in order; a
connection never reaches an internal address. No guarantee: that a message arrives only once. A
receiver recognizes a repeated one by its id.
"""
