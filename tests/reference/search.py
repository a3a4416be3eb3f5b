"""Searching by looking everywhere: what the index must agree with. Imports nothing of the program.

In: documents (paragraphs of headings and of other text), and a query as a reader types it. Out: the numbers of the documents
that it finds. The language: words apart by spaces are all wanted; ``OR`` or ``|`` between words gives a choice; ``-`` excludes;
``~N`` or ``NEAR/N`` between words asks for at most N characters between them in one paragraph, in either order; quotation marks
hold spaces together; ``题:`` or ``title:`` asks in headings only. ``NOT`` before a word excludes it, and ``NEAR`` alone is ``NEAR/10``. Small
letters make an operator only between two words. An operator without a word before or behind it says nothing; a quotation mark that nothing
closes is no more than a sign.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import opencc

_TOKEN = re.compile(r"""(?:"[^"]*"|＂[^＂]*＂|“[^”]*”|「[^」]*」|『[^』]*』|[^\s|｜])+|[|｜]""")
_TITLE = re.compile(r"(?:title|题名?|題名?|标题|標題)[:：]", re.I)
_NEAR = re.compile(r"(?:NEAR/?|[~～])(\d{1,3})|(NEAR)", re.I)
_OPERATOR = re.compile(r"OR|AND|NOT|NEAR|[|｜]|(?:NEAR/?|[~～])\d{1,3}", re.I)
_IN_WORDS = """了瞭 复覆 借藉 具俱 坐座 背揹 夫伕 链鍊 象像 熏薰 苏甦 澄澂 浚濬 宁甯 戚鏚 仿彷 檗蘗 拿拏 枪鎗 焰燄 里哩 吣唚 斫斲 沈沉
    画划 噁𫫇 〇○"""
"""Forms that a character has in some words of one script only."""


class Document(NamedTuple):
    """Paragraphs of two kinds; title and subtitle are headings."""

    headings: tuple[str, ...]
    rest: tuple[str, ...]


class Word(NamedTuple):
    text: str
    in_headings: bool


@functools.cache
def _alike() -> dict[str, str]:
    """Of each character that either script writes in several ways, the first of these in the common part of Unicode."""
    alike = {c: {c} for c in map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)))}
    rows = [list(word) for word in _IN_WORDS.split()]
    for name in ("t2s", "s2tw", "s2hk"):
        convert = opencc.OpenCC(name).convert
        rows += [
            [c, other]
            for c, other in zip(alike, convert("\n".join(alike)).split("\n"), strict=True)
            if len(other) == 1
        ]
    for one, other in rows:
        both = alike.setdefault(one, {one}) | alike.setdefault(other, {other})
        for c in both:
            alike[c] = both
    return {c: min(group, key=lambda c: (not "\u4e00" <= c < "\ua000", c)) for c, group in alike.items()}


@functools.cache
def _plain(character: str) -> str:
    folded = (_alike().get(c, c) for c in unicodedata.normalize("NFKC", character).lower())
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")


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


def uses(document: Document, typed: str, *, in_headings: bool = False) -> int:
    """How often what is asked for stands in a document that is found, as it is compared: the places of the last word of each chain."""
    chains = [chain for is_not, choices in _read(typed, in_headings) if not is_not for chain in choices]
    different = [chain for n, chain in enumerate(chains) if chain not in chains[:n]]
    paragraphs = [(p, True) for p in document.headings] + [(p, False) for p in document.rest]
    return sum(len(_stands(*paragraph, chain)) for paragraph in paragraphs for chain in different)


def _read(typed: str, in_headings: bool) -> list[tuple[bool, list[list[Word | int]]]]:
    """Terms: whether it excludes, and its choices, each a chain of words and distances."""
    terms: list[tuple[bool, list[list[Word | int]]]] = []
    join: str | int = ""
    excludes = False
    tokens = _TOKEN.findall(typed)
    for n, token in enumerate(tokens):
        is_between = 0 < n < len(tokens) - 1
        if _OPERATOR.fullmatch(token) and (is_between or token == token.upper()):
            if token.upper() == "NOT":
                excludes = True
            elif terms and token.upper() in ("OR", "|", "｜"):
                join = "OR"
            elif terms and (distance := _NEAR.fullmatch(token)):
                join = min(int(distance[1] or 10), 100)
            continue
        is_minus = token[0] in "-－−" and len(token) > 1
        token = token[1:] if is_minus else token
        is_not = is_minus or excludes
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
        join, excludes = "", False
    return terms


def _has(document: Document, chain: list[Word | int]) -> bool:
    return any(_stands(p, True, chain) for p in document.headings) or any(
        _stands(p, False, chain) for p in document.rest
    )


def _stands(paragraph: str, is_heading: bool, chain: list[Word | int]) -> list[int]:
    """Where the last word stands as the chain asks."""
    words = [word for word in chain if isinstance(word, Word)]
    if any(word.in_headings and not is_heading for word in words):
        return []
    if not all(word.text in paragraph for word in words):
        return []
    held = _places(paragraph, words[0].text)
    for before, apart, after in zip(words, chain[1::2], words[1:], strict=False):
        assert isinstance(apart, int)
        held = [
            place
            for place in _places(paragraph, after.text)
            if any(_between(start, before.text, place, after.text) in range(apart + 1) for start in held)
        ]
    return held


def _places(paragraph: str, word: str) -> list[int]:
    return [n for n in range(len(paragraph)) if paragraph.startswith(word, n)]


def _between(a: int, first: str, b: int, second: str) -> int:
    """Characters between two words; less than 0 where one lies over the other."""
    return b - a - len(first) if a <= b else a - b - len(second)
