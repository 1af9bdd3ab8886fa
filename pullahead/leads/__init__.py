"""Storey 1: leads, who they are, how to reach them, and that they asked.

A **lead** is a person who may buy. Each time that they ask is an **inquiry** from a **source**;
each way to reach them is an **address**. An **import** is one file: its rows until they are
taken, what became of them, and which leads it admitted. Promised: one open lead a person, a retry
of the same row changes nothing, an opt-out is kept by address for ever. Not promised: when anybody
calls them; that is the card's business, in `pull`.
"""
