"""The rows of one text in the tables under /data/: its mentions, what was refused, and its blocks.

They depend on the text alone, so they are remembered with it; ``plan/data.py`` has the other tables and joins the rows of all texts.
"""

import csv
import io
from collections.abc import Iterable
from typing import Any

import msgspec

from generator.model import Text, Value

Row = tuple[Any, ...]


class Tables(Value, frozen=True):
    """The rows of one text as they are published."""

    mentions: bytes
    rejected: bytes
    paragraphs: bytes


def tables(text: Text) -> Tables:
    """The rows of a text."""
    return Tables(
        csv_rows(
            (text.speech, m.block, m.start, m.end, m.surface, m.term, m.via, m.voice, m.linked, m.reason)
            for m in text.mentions
        ),
        csv_rows((text.speech, m.block, m.start, m.end, m.surface, m.term, m.reason) for m in text.rejected),
        b"".join(
            msgspec.json.encode(
                {
                    "speech": text.speech,
                    "id": b.id,
                    "n": b.n,
                    "kind": b.kind,
                    "level": b.level,
                    "text": b.text,
                }
            )
            + b"\n"
            for b in text.blocks
        ),
    )


def csv_rows(rows: Iterable[Row]) -> bytes:
    """Rows as CSV (RFC 4180); what is true or false is so in lower case."""
    out = io.StringIO()
    csv.writer(out).writerows([str(v).lower() if isinstance(v, bool) else v for v in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")
