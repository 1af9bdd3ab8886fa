"""Package of talks with buyers: conversations, what was said, and promises of both sides.

Terms: a **conversation** is a talk, an interview or a letter of a deal. Its **pad** is the text
that the seller typed. A **promise** is a commitment of a deal with two parties. The **requester**
(A) wants it, the **performer** (B) does it. A party is a person of ours, a contact or a pod.

    – ── request (A) ──▶ requested ── promise (B) ──▶ promised ── report (B) ──▶ reported

    – ── offer (B) ──▶ countered ── accept (A) ──▶ promised ── report (B) ──▶ reported

    reported ── satisfied (A) ──▶ satisfied

`rules.py` has all 35 moves. Every move is a row of `PromiseMove`, numbered from 1.

Guarantees: only the requester can say *satisfied*; a contact's move has the contact's words; a live
promise has one finite `next_at`; the state of a promise is that of its last move. CHECKs and three
triggers enforce this for every statement (schema.py). No guarantee: that the first move exists, and
that *rest* waited for ten working days. The acts ensure both, and `checks.py` finds violations.
"""
