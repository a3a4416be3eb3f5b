"""Word boundaries by jieba, for slugs and for the check of two-character matches.

The only module that loads the segmenter: its dictionary takes a while, so it is loaded on the first use. Of the
beginnings of words, which jieba enters beside the words, we enter those of two characters only: that takes half of the time and
much less memory, and the result is the same.
"""

import functools
import itertools
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

_DOUBT = 2.0
"""By how much, as a natural logarithm, a reading that leaves half of a term alone must be the likelier one."""
_LEAST = 100
"""The frequency of a term that the dictionary does not know: that of its more usual words, for a term is one."""
_PARTICLES = frozenset("的和与及或等")
"""Words of one character that make no pair with what stands before them."""


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


def tears(text: str, at: int, words: Iterable[str] = ()) -> bool:
    """Whether word borders tear the two characters at ``text[at : at + 2]`` apart, as 政法 in 行政｜法规.

    They do where a border lies between them and not at both of their ends. If both halves belong to longer words, that is certain.
    If one half is left alone (惠民｜生), the segmenter may well be wrong: then its reading must be clearly likelier, by the
    dictionary's frequencies, than the best one in which the two are a word. Half as clearly is enough where the second half makes a
    pair with a single character behind it (依法｜治村).
    """
    tokenizer = _segmenter(tuple(words))
    tokens = list(
        tokenizer.cut(text, HMM=False)
    )  # a word that is guessed proves nothing: 生和促 in 惠民生和促消费
    ends = list(itertools.accumulate(map(len, tokens)))
    if at + 1 not in ends:
        return False
    second = ends.index(at + 1) + 1
    halves = len(tokens[second - 1]), len(tokens[second])
    if halves == (1, 1):
        return False
    if min(halves) > 1:
        return True
    behind = tokens[second + 1] if second + 1 < len(tokens) else ""
    paired = halves[1] == 1 == len(behind) and behind not in _PARTICLES
    weigh = functools.partial(_likelihood, tokenizer)
    whole = math.log((_dictionary().frequencies.get(text[at : at + 2]) or _LEAST) / _dictionary().total)
    clearer = weigh(text) - weigh(text[:at]) - whole - weigh(text[at + 2 :])
    return clearer > (_DOUBT / 2 if paired else _DOUBT)


def _likelihood(tokenizer: Any, text: str) -> float:
    """The logarithm of the likelihood of the best reading of a text."""
    route: dict[int, tuple[float, int]] = {}
    tokenizer.calc(text, tokenizer.get_DAG(text), route)
    return route[0][0]
