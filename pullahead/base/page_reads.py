"""Read each frequent statement of a page once. The pages may not use `base.db` themselves."""

from __future__ import annotations

from pullahead.base.db.statements import page_reads as page_reads
