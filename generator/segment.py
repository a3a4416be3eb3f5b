"""Word boundaries, for slugs and for the check of two-character matches: jieba's dictionary, and the words of a glossary.

The dictionary takes a while to read, so that is done on the first use. The check needs no more of jieba than that file and reads
texts as jieba does without guessing; jieba itself, whose tables for guessing words take as long again, is loaded for slugs only. Words
are kept as UTF-8: their bytes are read in half of the time and take half of the memory.
"""

import functools
import importlib.util
import itertools
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

_DOUBT = 2.0
"""By how much, as a natural logarithm, a reading that leaves half of a term alone must be the likelier one."""
_LEAST = 100
"""The frequency of a term that the dictionary does not know: that of its more usual words, for a term is one."""
_PARTICLES = frozenset("的和与及或等")
"""Words of one character that make no pair with what stands before them."""
_RUN = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+|\r\n|.", re.S)
"""What jieba cuts into words: a run of these characters; each other one stands for itself."""
_LATIN = re.compile(r"[a-zA-Z0-9]")


class _Dictionary(NamedTuple):
    """jieba's own dictionary."""

    frequencies: dict[bytes, int]
    total: int
    """The sum of all frequencies as jieba counts it: a word that is listed twice counts twice."""


@functools.cache
def _dictionary() -> _Dictionary:
    package = importlib.util.find_spec("jieba")
    assert package is not None
    assert package.origin is not None
    fields = (
        Path(package.origin).with_name("dict.txt").read_bytes().split()
    )  # word, frequency, part of speech
    frequencies = list(map(int, fields[1::3]))
    return _Dictionary(dict(zip(fields[::3], frequencies, strict=True)), sum(frequencies))


class Segmenter:
    """Cuts texts into words; ``words`` are kept whole where jieba would not know them, as its ``add_word`` has it."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._known, self._total = _dictionary()
        self._own: dict[bytes, int] = {}
        self._beginnings: set[str] = set()
        for word in words:
            self._add(word)

    def _add(self, word: str) -> None:
        likelihood, total = 1.0, float(self._total)
        for token in self.tokens(word):
            likelihood *= self._frequency(token) / total
        frequency = max(int(likelihood * self._total) + 1, self._get(word.encode()) or 1)
        self._own[word.encode()] = frequency
        self._total += frequency
        self._beginnings.update(itertools.accumulate(word))

    def _get(self, word: bytes) -> int | None:
        return self._own.get(word) or self._known.get(word)

    def _frequency(self, token: str) -> int:
        """That of a word; without one, 0 for the beginning of a word and 1 for any other, as jieba has it."""
        found = self._get(token.encode())
        return (0 if self._begins(token) else 1) if found is None else found

    def _begins(self, token: str) -> bool:
        return token in self._beginnings or any(word.startswith(token.encode()) for word in self._known)

    def _best(self, text: str) -> tuple[float, list[int]]:
        """The logarithm of the likelihood of the best reading, and where in it the word ends that begins at each place.

        The best is the likeliest, and of those that are alike the one whose first word is longer.
        """
        size = len(text)
        code = text.encode()
        at = [0, *itertools.accumulate(len(character.encode()) for character in text)]
        scores, ends = [0.0] * (size + 1), [0] * size
        least = -math.log(self._total)
        own, known, log = self._own.get, self._known.get, math.log
        for start in range(size - 1, -1, -1):
            best, end = -math.inf, start + 1
            first = at[start]
            for stop in range(start + 1, size + 1):
                word = code[first : at[stop]]
                if frequency := own(word) or known(word):
                    score = log(frequency) + least + scores[stop]
                    if score >= best:
                        best, end = score, stop
            scores[start] = best if best > -math.inf else least + scores[end]
            ends[start] = end
        return scores[0], ends

    def likelihood(self, text: str) -> float:
        """The logarithm of the likelihood of the best reading of a text."""
        return self._best(text)[0]

    def tokens(self, text: str) -> Iterator[str]:
        """The words of the best reading of a text, none of them guessed."""
        for run in _RUN.findall(text):
            ends = self._best(run)[1] if len(run) > 1 and run != "\r\n" else [len(run)]
            at, latin = 0, ""
            while at < len(run):
                word = run[at : ends[at]]
                at = ends[at]
                if len(word) == 1 and _LATIN.match(word):
                    latin += word
                    continue
                if latin:
                    yield latin
                    latin = ""
                yield word
            if latin:
                yield latin

    def tears(self, text: str, at: int) -> bool:
        """Whether word borders tear the two characters at ``text[at : at + 2]`` apart, as 政法 in 行政｜法规.

        They do where a border lies between them and not at both of their ends. If both halves belong to longer words, that is
        certain. If one half is left alone (惠民｜生), the segmenter may well be wrong: then its reading must be clearly likelier, by
        the dictionary's frequencies, than the best one in which the two are a word. Half as clearly is enough where the second half
        makes a pair with a single character behind it (依法｜治村).
        """
        if not self._may_tear(text, at):
            return False
        tokens = list(self.tokens(text))  # a word that is guessed proves nothing: 生和促 in 惠民生和促消费
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
        frequencies, total = _dictionary()
        whole = math.log((frequencies.get(text[at : at + 2].encode()) or _LEAST) / total)
        clearer = self.likelihood(text) - self.likelihood(text[:at]) - whole - self.likelihood(text[at + 2 :])
        return clearer > (_DOUBT / 2 if paired else _DOUBT)

    def _may_tear(self, text: str, at: int) -> bool:
        """Whether any word ends between the two characters, or begins there, that holds more than one of them."""
        return (
            any(self._get(text[start : at + 1].encode()) for start in range(at))
            or any(self._get(text[at + 1 : end].encode()) for end in range(at + 3, len(text) + 1))
            or bool(_LATIN.search(text))
        )


def cut(text: str) -> list[str]:
    """Cut a text into words; those that the dictionary does not know are guessed."""
    return list(_guessing().cut(text))


class _Frequencies:
    """jieba's frequencies as it asks for them."""

    def get(self, word: str, default: int | None = None) -> int | None:
        """The frequency of a word."""
        return _dictionary().frequencies.get(word.encode(), default)


@functools.cache
def _guessing() -> Any:
    import jieba  # heavy: an eighth of a second

    known = _Frequencies()

    def words_at(text: str) -> dict[int, list[int]]:
        """For each place the last characters of the words that may stand there."""
        size = len(text)
        return {
            at: [last for last in range(at, size) if known.get(text[at : last + 1])] or [at]
            for at in range(size)
        }

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = known, _dictionary().total, True
    tokenizer.get_DAG = words_at
    return tokenizer
