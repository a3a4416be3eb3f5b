"""Where the sentences of a text begin and end."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

PART = "\0"
"""Stands between texts that are read as one; none of them has it, and no sentence goes over it."""
_END = re.compile(r"[。！？!?\n\t]+[”’」』）]*|\0")


class Sentences:
    """The sentences of one text, found once, however many places are asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [found.end() for found in _END.finditer(text)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the sentence, or the sentences, in which ``text[start:end]`` stands."""
        before = bisect_right(self._ends, start) - 1
        after = bisect_left(self._ends, end)
        return (
            self._ends[before] if before >= 0 else 0,
            self._ends[after] if after < len(self._ends) else len(self._text),
        )

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """The offsets of every sentence; together they are the text."""
        start = 0
        for end in [*self._ends, len(self._text)]:
            if end > start:
                yield start, end
            start = end

    def around(self, start: int, end: int) -> str:
        """The words of that sentence."""
        first, last = self.span(start, end)
        return self._text[first:last].removesuffix(PART)
