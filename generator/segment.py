"""Word boundaries by jieba, for slugs and for the check of two-character matches.

The only module that loads the segmenter: its dictionary takes a while, so it is loaded on the first use. Of the
beginnings of words, which jieba enters beside the words, we enter those of two characters only: that takes half of the time and
much less memory, and the result is the same.
"""

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple


class _Dictionary(NamedTuple):
    """jieba's own dictionary."""

    frequencies: dict[str, int]
    """Of every word, and 0 for two characters that only begin one."""
    total: int
    """The sum of all frequencies as jieba counts it: a word that is listed twice counts twice."""
    reach: dict[str, int]
    """For a character the length of the longest word that begins with it."""


@functools.cache
def _dictionary() -> _Dictionary:
    import jieba  # heavy: an eighth of a second

    frequencies: dict[str, int] = {}
    reach: dict[str, int] = {}
    total = 0
    with Path(jieba.__file__).with_name("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency, _ = line.split(" ")
            frequencies[word] = number = int(frequency)
            total += number
            frequencies.setdefault(word[:2], 0)
            if len(word) > reach.get(word[0], 0):
                reach[word[0]] = len(word)
    return _Dictionary(frequencies, total, reach)


@functools.lru_cache(maxsize=2)  # under serve the glossary, and so the words, may change
def _segmenter(words: tuple[str, ...]) -> Any:
    import jieba

    found = _dictionary()
    known, reach = dict(found.frequencies), dict(found.reach)
    for word in words:
        reach[word[0]] = max(reach.get(word[0], 0), len(word))

    def words_at(text: str) -> dict[int, list[int]]:
        """For each place the last characters of the words that may stand there."""
        size = len(text)
        found = {}
        for at, first in enumerate(text):
            ends = [at] if known.get(first) else []
            if text[at : at + 2] in known:
                ends += [
                    last
                    for last in range(at + 1, min(size, at + reach[first]))
                    if known.get(text[at : last + 1])
                ]
            found[at] = ends or [at]
        return found

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = known, found.total, True
    tokenizer.get_DAG = words_at
    for word in words:
        tokenizer.add_word(word)
    return tokenizer


def cut(text: str, words: Iterable[str] = ()) -> list[str]:
    """Cut a text into words; ``words`` are kept whole where the segmenter would not know them."""
    return list(_segmenter(tuple(words)).cut(text))
