"""How Chinese texts are read: pinyin by pypinyin's tables, as pypinyin reads them.

Its own start reads both tables, and makes a set of all beginnings of phrases, in a fifth of a second, of which a build that needs the
reading of a few hundred names should not know. Here phrases are found by their order, and a phrase's reading is read when it is asked
for: a seventh of the time. That both say the same is a property test.
"""

import functools
import importlib.util
import itertools
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
"""Combining marks."""
_HAN = (("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"), ("\uf900", "\ufaff"), ("〇", "〇"), ("\ue815", "\ue864"))
"""First and last characters of the blocks that have readings, beside those of the higher planes."""
_PLANES = "\U00020000"


class _Tables(NamedTuple):
    characters: dict[int, str]
    """Readings, the usual one first, with commas between them."""
    phrases: dict[str, msgspec.Raw]
    order: list[str]
    """The phrases, sorted."""


@functools.cache
def _tables() -> _Tables:
    package = importlib.util.find_spec("pypinyin")
    assert package is not None
    assert package.origin is not None
    home = Path(package.origin).parent
    characters = msgspec.json.decode((home / "pinyin_dict.json").read_bytes(), type=dict[int, str])
    phrases = msgspec.json.decode((home / "phrases_dict.json").read_bytes(), type=dict[str, msgspec.Raw])
    return _Tables(characters, phrases, sorted(phrases))


def _is_han(character: str) -> bool:
    return character >= _PLANES or any(first <= character <= last for first, last in _HAN)


def _words(text: str) -> Iterator[str]:
    """The phrases of a text of Chinese characters, each the longest that begins at its place; other characters one by one."""
    order = _tables().order
    at = 0
    while at < len(text):
        size = found = 0
        while at + size < len(text):
            beginning = text[at : at + size + 1]
            place = bisect_left(order, beginning)
            if place == len(order) or not order[place].startswith(beginning):
                break
            size += 1
            if order[place] == beginning:
                found = size
        if not found and at + size == len(text):
            # What is left begins a phrase and is none: no other is looked for in it.
            yield from text[at:]
            return
        yield text[at : at + max(found, 1)]
        at += max(found, 1)


def _readings(word: str) -> list[str]:
    characters, phrases, _ = _tables()
    if word in phrases:
        return [several[0] for several in msgspec.json.decode(phrases[word], type=list[list[str]])]
    return [characters.get(ord(character), character).split(",")[0] for character in word]


def _syllables(text: str) -> Iterator[tuple[str, bool]]:
    """The reading of each Chinese character, and what stands between them as it is; and whether it is a reading."""
    for is_han, run in itertools.groupby(text, _is_han):
        part = "".join(run)
        if not is_han:
            yield part, False
            continue
        for word in _words(part):
            yield from ((syllable, True) for syllable in _readings(word))


def with_marks(text: str) -> list[str]:
    """Syllables with tone marks: 绿色 → ``lǜ``, ``sè``."""
    return [syllable for syllable, _ in _syllables(text)]


def with_numbers(text: str) -> list[str]:
    """Syllables with the number of their tone, 5 where it is neutral: 绿色 → ``lv4``, ``se4``."""
    return [f"{_plain(one)[0]}{_plain(one)[1] or 5}" if is_read else one for one, is_read in _syllables(text)]


def plain(text: str) -> list[str]:
    """Syllables without tones: 绿色 → ``lv``, ``se``."""
    return [_plain(one)[0] if is_read else one for one, is_read in _syllables(text)]


@functools.cache
def _plain(syllable: str) -> tuple[str, str]:
    """A syllable without its tone mark, and the number of the tone (or an empty string)."""
    marks = unicodedata.normalize("NFD", syllable)
    tone = "".join(_TONES.get(mark, "") for mark in marks)
    bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    return bare.replace("ü", "v"), tone
