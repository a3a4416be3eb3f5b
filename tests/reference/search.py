"""Searching by looking everywhere: what the index must agree with. Imports nothing of the program.

In: documents (paragraphs of headings and of other text), and a query as a reader types it. Out: the numbers of the documents
that it finds. The language: words apart by spaces are all wanted; ``OR`` or ``|`` between words gives a choice; ``-`` excludes;
``~N`` or ``NEAR/N`` between words asks for at most N characters between them in one paragraph, in either order; quotation marks
hold spaces together; ``题:`` or ``title:`` asks in headings only.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import opencc

_TOKEN = re.compile(r"""(?:"[^"]*"?|“[^”]*”?|「[^」]*」?|『[^』]*』?|[^\s|｜"“「『])+|[|｜]""")
_TITLE = re.compile(r"(?:title|题名?|題名?|标题|標題)[:：]", re.I)
_SIMPLIFY = opencc.OpenCC("t2s").convert
_NEAR = re.compile(r"(?:NEAR/?|[~～])(\d{1,3})")


class Document(NamedTuple):
    """Paragraphs of two kinds; title and subtitle are headings."""

    headings: tuple[str, ...]
    rest: tuple[str, ...]


class Word(NamedTuple):
    text: str
    in_headings: bool


@functools.cache
def _plain(character: str) -> str:
    kept = ""
    for c in unicodedata.normalize("NFKC", character).lower():
        simple = _SIMPLIFY(c) if "\u3400" <= c <= "\ufaff" else c
        c = "〇" if c == "○" else simple if len(simple) == 1 and simple < "\U00010000" else c
        kept += c if unicodedata.category(c)[0] in "LN" else ""
    return kept


def plain(text: str) -> str:
    """The text as it is compared: letters and numerals, in one form each."""
    return "".join(map(_plain, text))


def compared(documents: Sequence[Document]) -> list[Document]:
    """The documents as they are compared."""
    return [Document(tuple(map(plain, d.headings)), tuple(map(plain, d.rest))) for d in documents]


def search(documents: Sequence[Document], typed: str, *, in_headings: bool = False) -> set[int]:
    """Which of some documents, as they are compared, a query finds."""
    found = set(range(len(documents)))
    for is_not, choices in _read(typed, in_headings):
        here = {n for n, document in enumerate(documents) if any(_has(document, chain) for chain in choices)}
        found = found - here if is_not else found & here
    return found


def _read(typed: str, in_headings: bool) -> list[tuple[bool, list[list[Word | int]]]]:
    """Terms: whether it excludes, and its choices, each a chain of words and distances."""
    terms: list[tuple[bool, list[list[Word | int]]]] = []
    join: str | int = ""
    for token in _TOKEN.findall(typed):
        if token in ("OR", "|", "｜", "AND"):
            join = "OR" if terms and token != "AND" else join
            continue
        if terms and (distance := _NEAR.fullmatch(token)):
            join = min(int(distance[1]), 100)
            continue
        is_not = token[0] in "-－−" and len(token) > 1
        token = token[1:] if is_not else token
        label = _TITLE.match(token)
        word = Word(plain(token[label.end() :] if label else token), in_headings or label is not None)
        if not word.text:
            continue
        if is_not or join == "":
            terms.append((is_not, [[word]]))
        elif join == "OR":
            terms[-1][1].append([word])
        else:
            assert isinstance(join, int)
            terms[-1][1][-1] += [join, word]
        join = ""
    return terms


def _has(document: Document, chain: list[Word | int]) -> bool:
    return any(_stands(p, chain, True) for p in document.headings) or any(
        _stands(p, chain, False) for p in document.rest
    )


def _stands(paragraph: str, chain: list[Word | int], is_heading: bool) -> bool:
    words = [word for word in chain if isinstance(word, Word)]
    if any(word.in_headings and not is_heading for word in words):
        return False
    if not all(word.text in paragraph for word in words):
        return False
    held = _places(paragraph, words[0].text)
    for before, apart, after in zip(words, chain[1::2], words[1:], strict=False):
        assert isinstance(apart, int)
        held = [
            place
            for place in _places(paragraph, after.text)
            if any(_between(start, before.text, place, after.text) in range(apart + 1) for start in held)
        ]
    return bool(held)


def _places(paragraph: str, word: str) -> list[int]:
    return [n for n in range(len(paragraph)) if paragraph.startswith(word, n)]


def _between(a: int, first: str, b: int, second: str) -> int:
    """Characters between two words; less than 0 where one lies over the other."""
    return b - a - len(first) if a <= b else a - b - len(second)
