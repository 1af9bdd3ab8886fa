"""Layer 1: leads: people, their addresses, and their inquiries.

A **lead** is a person who may buy. Each request of that person is an **inquiry** from a **source**;
each phone or email is an **address**. An **import** is one file: its rows, their results, and the
leads that it admitted.

Guarantees: one open lead for each person; a retry of an equal row changes nothing; an opt-out is
stored by address for ever. No guarantee: when a lead is called. `pull` decides that.
"""
