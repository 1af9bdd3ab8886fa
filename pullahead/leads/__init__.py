"""Layer 1: leads: people, their addresses, and their inquiries.

A **lead** is a person who may buy. Each request of that person is an **inquiry** from a **source**;
each way to reach them is an **address**. An **import** is one file: its rows, their results, and
the leads that it admitted. Guarantees: one open lead a person; a retry of an equal row changes
nothing; an opt-out is kept by address for ever. No guarantee: when anybody calls them; that is the
card's business, in `pull`.
"""
