"""One lead and the lead list: detail, search, consent, edits, sale outcome."""
