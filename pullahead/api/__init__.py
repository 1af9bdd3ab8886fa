"""Storey 7: the REST door, version 1.

What a program may do: bring leads in, pull, settle, extend, release, read a lead. Every answer
that is not a success has one shape, `{code, message, errors}`; the codes are in docs/api.md.
Promised: a key opens what its scopes say and nothing else; a retry does nothing twice. Not
promised: the order of fields, or that no field is added within version 1.
"""
