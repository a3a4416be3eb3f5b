"""The first mention of every term becomes a link: what the pre-pass and the peers that run Python share.

It needs the package ahocorasick_rs and nothing of ``generator``. Longest match first, leftmost; terms in headings, code and
links are found, for backlinks, but get no link.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import ahocorasick_rs

HEADING_LINE = re.compile(r"^#.*$", re.M)
"""What gets no link in Markdown as the archive has it."""
HEADING_TAGS = re.compile(r"<(h[1-6]|code|pre|a)\b.*?</\1>", re.S)
"""What gets no link in HTML."""


class Linker:
    """The names of all terms, ready to be found."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """``names``: each name with the slug of its term."""
        words, self.slugs = zip(*names, strict=True)
        self.automaton = ahocorasick_rs.AhoCorasick(
            list(words), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def link(self, text: str, unlinked: re.Pattern[str], form: str) -> tuple[str, list[str]]:
        """The text with its links, and the slugs of all terms in it, in order.

        ``form`` has the name at ``{0}`` and the slug at ``{1}``; ``unlinked`` matches the parts that get no link.
        """
        found: dict[str, None] = {}
        linked: set[str] = set()
        parts: list[str] = []
        at = 0
        closed = _spans(unlinked, text)
        first, last = next(closed)
        for word, start, end in self.automaton.find_matches_as_indexes(text):
            slug = self.slugs[word]
            found[slug] = None
            while last <= start:
                first, last = next(closed)
            if slug not in linked and start < first:
                linked.add(slug)
                parts += text[at:start], form.format(text[start:end], slug)
                at = end
        parts.append(text[at:])
        return "".join(parts), list(found)


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where a pattern matches, and behind the last match a place that is never reached."""
    for match in pattern.finditer(text):
        yield match.span()
    yield len(text) + 1, len(text) + 2


def read_linker(path: Path) -> Linker:
    """A linker from a JSON file: rows of name and slug."""
    return Linker(json.loads(path.read_text("utf-8")))
