"""What an entry prints of its facts: versions of its items with the differences marked, and its sources."""

import difflib
import re
from collections.abc import Iterator, Sequence

from generator import dates
from generator.model import Items, Reference
from generator.views.speeches import Piece
from generator.views.terms import Item, ReferenceLine, Version

_QUOTED = re.compile(r"[“「]([^“”「」]*)[”」]")
_ALIKE = 0.5
"""Of the characters of two items, how much must agree for the one to be the other in new words."""


def versions(items: Sequence[Items]) -> Iterator[Version]:
    """Each version in its order, with what is new, changed or gone against the one before."""
    before: tuple[str, ...] = ()
    for number, version in enumerate(items):
        since = dates.in_words(version.since) if version.since else ""
        if number:
            changed, gone = _compare(before, version.list)
        else:
            changed, gone = tuple(Item(text) for text in version.list), ()
        yield Version(since, version.source, changed, gone)
        before = version.list


def _compare(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """The items of a version against those of the one before, and those that are gone; the order counts for nothing."""
    left = [text for text in before if text not in after]
    found = []
    for text in after:
        if text in before:
            found.append(Item(text))
            continue
        near = max(left, key=lambda old: _likeness(old, text), default="")
        if near and _likeness(near, text) >= _ALIKE:
            left.remove(near)
            found.append(Item(text, "changed", tuple(_pieces(near, text))))
        else:
            found.append(Item(text, "new"))
    return tuple(found), tuple(left)


def _likeness(old: str, new: str) -> float:
    return difflib.SequenceMatcher(None, old, new, autojunk=False).ratio()


def _pieces(old: str, new: str) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("", old[i1:i2])
            continue
        if i2 > i1:
            yield Piece("del", old[i1:i2])
        if j2 > j1:
            yield Piece("ins", new[j1:j2])


def references(sources: Sequence[Reference]) -> Iterator[ReferenceLine]:
    """The documents of an entry."""
    for source in sources:
        date = dates.in_words(source.date) if source.date else ""
        quote = tuple(_QUOTED.split(source.quote)) if source.quote else ()
        yield ReferenceLine(source.title, date, source.url, source.shows, quote)
