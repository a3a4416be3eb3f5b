"""Texts that stand in the archive already: copies, other versions, parts, templates with new names.

In: a body, and those of the archive. Out: for each that is much the same, how much and in what it differs. Nothing is decided here:
the editor says what is a version of what (``version_of``).

Method: of all runs of ``GRAM`` letters (traditional folded to simplified, marks and spaces left out) those whose hash falls on one
of ``ONE_IN`` values are kept, in two rows of numbers for the whole archive; texts that share a quarter of them are compared letter by letter.
"""

import difflib
import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from generator.model import Value
from generator.script import fold, fold_table

GRAM = 8
ONE_IN = 16
_FEW = 4
"""Common hashes below which two texts are not compared."""
_HINT = 0.25
_ALIKE = 0.4
"""Share of common letters from which two texts are called alike."""
_PART = 0.75
"""Share of a text that stands in another, from which it is a part of it."""
_PENDING = 64
"""Speeches that wait in a plain table until they are sorted into the rows."""
_CLAUSE = re.compile(r"[^，。；：？！、,.;:?!\s“”‘’（）()《》*#>\\-]+")
_TOKEN = re.compile(r"\d+|\D")
_SWAP = 12
"""Letters of a name or a number that was put for another."""

Codes = npt.NDArray[np.uint32]
Prints = npt.NDArray[np.uint64]


class Swap(Value, frozen=True):
    """Words that stand for others all over the text."""

    old: str
    new: str
    times: int


class Alike(Value, frozen=True):
    """Another speech that is much the same: ``same`` of both together, ``mine`` of this text, ``theirs`` of the other; 0 to 1."""

    id: str
    same: float
    mine: float
    theirs: float
    swaps: tuple[Swap, ...] = ()
    estimated: bool = False

    @property
    def percent(self) -> int:
        """The share of both, whole percents; 100 only where nothing differs."""
        return int(self.same * 100)

    @property
    def kind(self) -> str:
        """copy, part, whole (the other is a part of this), template or version"""
        if self.same == 1:
            return "copy"
        if sum(swap.times for swap in self.swaps) > 1 and self.same >= 0.5:
            return "template"
        if self.mine >= _PART and self.theirs < 0.6:
            return "part"
        if self.theirs >= _PART and self.mine < 0.6:
            return "whole"
        return "version"


class Copies:
    """The archive's fingerprints; some two kilobytes a speech."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._sizes: list[int] = []
        self._place: dict[str, int] = {}
        self._prints: Codes = np.zeros(0, np.uint32)
        self._owners: Codes = np.zeros(0, np.uint32)
        self._pending: list[tuple[int, Codes]] = []
        self._latest: dict[int, list[int]] = {}

    def add(self, id: str, body: str) -> None:
        """Take a speech in. A second text under one id takes the first one's place."""
        _, found = _read(body)
        self._place[id] = len(self._ids)
        self._ids.append(id)
        self._sizes.append(len(found))
        self._pending.append((len(self._ids) - 1, found))
        for value in found.tolist():
            self._latest.setdefault(value, []).append(len(self._ids) - 1)
        if len(self._pending) >= _PENDING:
            self._settle()

    def like(self, body: str, own: str, read: Callable[[str], str | None]) -> tuple[Alike, ...]:
        """Speeches that are much the same as a body, the most alike first, without ``own``.

        ``read`` gives the body of a speech; where it gives None, the shares are estimated from the fingerprints.
        """
        _, mine = _read(body)
        found = []
        for place, shared, size in self._candidates(mine):
            id = self._ids[place]
            if id == own or self._place[id] != place:
                continue
            other = read(id)
            if other is None:
                shares = (2 * shared / (len(mine) + size), shared / len(mine), shared / size)
                found.append(Alike(id, *shares, estimated=True))
            else:
                found.append(compare(body, other, id))
        alike = [one for one in found if one.same >= _ALIKE or max(one.mine, one.theirs) >= _PART]
        return tuple(sorted(alike, key=lambda one: (-one.same, one.id))[:3])

    def _candidates(self, found: Codes) -> Iterator[tuple[int, int, int]]:
        """Places of texts that share a quarter of the fingerprints, with their number."""
        counts: Counter[int] = Counter()
        low = np.searchsorted(self._prints, found, "left")
        high = np.searchsorted(self._prints, found, "right")
        for start, end in zip(low.tolist(), high.tolist(), strict=True):
            if 0 < end - start <= 200:  # a formula that stands everywhere tells nothing
                counts.update(self._owners[start:end].tolist())
        for value in found.tolist():
            counts.update(self._latest.get(value, ()))
        hopeful = []
        for place, shared in counts.most_common(8):
            size = self._sizes[place]
            of_both, of_one = 2 * shared / (len(found) + size), shared / min(len(found), size)
            if shared >= min(_FEW, len(found)) and (of_both >= _HINT or of_one >= 2 * _HINT):
                hopeful.append((-max(of_both, of_one), place, shared, size))
        for _, place, shared, size in sorted(hopeful)[:3]:
            yield place, shared, size

    def _settle(self) -> None:
        prints = np.concatenate([self._prints, *(found for _, found in self._pending)])
        owners = np.concatenate(
            [self._owners, *(np.full(len(found), place, np.uint32) for place, found in self._pending)]
        )
        order = np.argsort(prints, kind="stable")
        self._prints, self._owners = prints[order], owners[order]
        self._pending.clear()
        self._latest.clear()


def compare(body: str, other: str, id: str) -> Alike:
    """How much of two bodies is the same, and which words stand for which."""
    a, b = _read(body)[0], _letters(other)
    if len(a) == len(b) and bool(np.array_equal(a, b)):
        return Alike(id, 1.0, 1.0, 1.0)
    in_a, in_b = _covered(a, b), _covered(b, a)
    same = min((in_a + in_b) / max(1, len(a) + len(b)), 0.9999)
    shares = (in_a / max(1, len(a)), in_b / max(1, len(b)))
    return Alike(id, same, *shares, _swaps(other, body) if same >= _ALIKE else ())


@functools.lru_cache(maxsize=4)
def _read(text: str) -> tuple[Codes, Codes]:
    """The letters of a text, and its fingerprints."""
    letters = _letters(text)
    return letters, _sketch(letters)


@functools.cache
def _fold() -> Codes:
    table = np.arange(0x10000, dtype=np.uint32)
    for traditional, simple in fold_table().items():
        if traditional < 0x10000:
            table[traditional] = simple
    return table


def _letters(text: str) -> Codes:
    """Code points of the letters of a text: Han folded to simplified, figures, Latin letters in lower case."""
    codes: Codes = np.frombuffer(text.lower().encode("utf-32-le", "surrogatepass"), "<u4")
    han = (codes >= 0x3400) & (codes < 0xA000) | (codes >= 0x20000)
    latin = (codes >= 48) & (codes < 58) | (codes >= 97) & (codes < 123)
    kept = codes[han | latin]
    small = kept < 0x10000
    return np.where(small, _fold()[np.where(small, kept, 0)], kept).astype(np.uint32)


def _hashes(letters: Codes, gram: int = GRAM) -> Prints:
    size = len(letters) - gram + 1
    hashes: Prints = np.zeros(max(0, size), np.uint64)
    for k in range(gram if size > 0 else 0):
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + letters[k : k + size]
    return hashes ^ (hashes >> np.uint64(29))


def _sketch(letters: Codes) -> Codes:
    hashes = _hashes(letters)
    chosen = hashes[(hashes >> np.uint64(40)) % np.uint64(ONE_IN) == 0]
    return np.unique((chosen & np.uint64(0xFFFFFFFF)).astype(np.uint32))


def _covered(letters: Codes, other: Codes) -> int:
    """How many letters lie in runs that stand in the other text, too."""
    gram = 6
    found = np.isin(_hashes(letters, gram), _hashes(other, gram))
    covered = np.zeros(len(letters), bool)
    for k in range(gram if len(found) else 0):
        covered[k : k + len(found)] |= found
    return int(covered.sum())


def _swaps(old: str, new: str) -> tuple[Swap, ...]:
    """Short words that stand for others at the same places, at least twice; figures (years) at least once."""
    before, after = _CLAUSE.findall(fold(old)), _CLAUSE.findall(fold(new))
    counts: Counter[tuple[str, str]] = Counter()
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "replace" and i2 - i1 == j2 - j1:
            for pair in zip(before[i1:i2], after[j1:j2], strict=True):
                counts.update(_differing(*pair))
    often = [(pair, n) for pair, n in counts.items() if n > 1 or all(word[:1].isdigit() for word in pair)]
    often.sort(key=lambda each: (-each[1], each[0]))
    return tuple(Swap(*pair, n) for pair, n in often[:5])


def _differing(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The words in which two clauses differ; nothing where they have little in common. Figures stay whole."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    codes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    if sum(i2 - i1 for tag, i1, i2, _, _ in codes if tag == "equal") < 2:
        return
    for tag, i1, i2, j1, j2 in codes:
        pair = ("".join(before[i1:i2]), "".join(after[j1:j2]))
        if tag == "replace" and max(map(len, pair)) <= _SWAP:
            yield pair
