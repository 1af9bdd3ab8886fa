"""Layer 7: the REST API, version 1.

A program can add leads, pull, settle, extend, release and read a lead. Every error has one shape,
`{code, message, errors}`; the codes are in docs/api.md.

Guarantees: a key allows what its scopes name and nothing else; a retry does nothing twice. No
guarantee: the order of fields, or that version 1 gets no new fields.
"""
