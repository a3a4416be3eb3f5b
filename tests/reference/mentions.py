"""Where names stand in a text, by brute force: every occurrence of every name by ``str.find``, leftmost and longest first.

A second way to the same answer, for tests: it shares nothing with the program, neither code nor automaton.
"""

import functools
import re
from collections.abc import Iterable, Mapping

import opencc

QUOTES = "“”‘’「」『』〝〞\"'＂＇"
SENTENCE_END = re.compile("[。！？!?\n]")


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@functools.cache
def simple(character: str) -> str:
    """The simplified form of one character."""
    found: str = _converter().convert(character)
    return found if len(found) == 1 else character


def squeezed(text: str) -> tuple[str, list[int]]:
    """The text simplified and without quotation marks, and where each of its characters stood."""
    kept = [i for i, character in enumerate(text) if character not in QUOTES]
    return "".join(simple(text[i]) for i in kept), kept


def every(text: str, name: str) -> Iterable[int]:
    """Every place of a name, overlapping ones too."""
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def mentions(
    text: str, names: Iterable[str], short: Mapping[str, Iterable[str]] | None = None
) -> list[tuple[int, int]]:
    """Start and end of each mention; ``short`` has names that count only where one of their words is in the sentence."""
    plain, places = squeezed(text)
    names = {squeezed(name)[0] for name in names}
    found = [(at, at + len(name)) for name in names for at in every(plain, name)]
    for name, words in (short or {}).items():
        name = squeezed(name)[0]
        for at in every(plain, name):
            before = max((end.end() for end in SENTENCE_END.finditer(plain, 0, at)), default=0)
            after = SENTENCE_END.search(plain, at + len(name))
            sentence = plain[before : after.start() if after else len(plain)]
            if name not in names and any(squeezed(word)[0] in sentence for word in words):
                found.append((at, at + len(name)))
    taken, last = [], 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= last:
            taken.append((places[start], places[end - 1] + 1))
            last = end
    return taken
