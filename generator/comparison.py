"""Two texts side by side: which words they share, where they differ, and what was put into the blanks of one of them.

In: two plain texts. Out: pieces of each that are shared or differ, rows of paragraphs that stand beside each other, and fills.
Compared are letters, characters and figures, folded to simplified; punctuation and white space never differ.

Method: patience diff (B. Cohen). Runs of ``_ANCHOR`` characters that stand once in each text are anchors, the longest
row of them that has one order is kept and grown; what lies between two of them is left to ``difflib``.
"""

import difflib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Container, Iterator, Sequence

from generator.model import Value
from generator.script import fold

_TOKEN = re.compile(r"[\w×＊*□]")
_BLANK = re.compile(r"[XＸ×]+|[xｘ]{2,}|[*＊]{2,}|□+|_{2,}|＿+|某+")
"""What stands in the place of a name, a year or a figure: XX, ××, **, 某某."""
_NUMBER_OR_LETTER = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ×＊*%]")
_UNIT = re.compile(r"[省市州县区乡镇村街路年月日时点天元万亿人名位个户亩吨次项件条篇%]")
"""What a blank is shown with: XX县 → 槐溪县."""
_ANCHOR = 6
_RUN = 2
"""Fewer same characters in a row, between longer ones that differ, are chance."""
_FILL = 24
"""A fill has at most so many characters on either side; more is rewriting."""
_MOST = 4_000_000
"""Pairs of characters up to which what lies between two anchors is compared."""

Run = tuple[int, int, int]
"""Same tokens in a row: where in the one, where in the other, how many."""


class Piece(Value, frozen=True):
    """A stretch of one of the texts: ``same`` in both, or not (``differs``)."""

    kind: str
    text: str


class Compared(Value, frozen=True):
    """The pieces of two texts, in order; the pieces of one put together are that text."""

    a: tuple[Piece, ...]
    b: tuple[Piece, ...]


class Row(Value, frozen=True):
    """Blocks that stand beside each other, by their positions, each with its pieces; one side may have none."""

    a: tuple[tuple[int, tuple[Piece, ...]], ...]
    b: tuple[tuple[int, tuple[Piece, ...]], ...]


class Fill(Value, frozen=True):
    """A blank and what stands in its place in the other text, and how often it does."""

    blank: str
    words: str
    count: int


class Texts(Value, frozen=True):
    """Two whole texts beside each other."""

    rows: tuple[Row, ...]
    fills: tuple[Fill, ...]
    places: int
    """How many places differ, those of the fills among them."""


def blanks(text: str) -> int:
    """How many blanks a text has."""
    return sum(1 for _ in _BLANK.finditer(text))


def compare(a: str, b: str) -> Compared:
    """Compare two passages."""
    one, two = _Tokens(a), _Tokens(b)
    runs = _runs(one.folded, two.folded)
    return Compared(
        _pieces(a, one.kinds([(i, i + size) for i, _, size in runs])),
        _pieces(b, two.kinds([(j, j + size) for _, j, size in runs])),
    )


def compare_texts(a: Sequence[str], b: Sequence[str]) -> Texts:
    """Compare two texts, each the row of its blocks. A row ends where a block ends in both at the same place."""
    one, two = _Tokens("\n".join(a)), _Tokens("\n".join(b))
    runs = _settle(_runs(one.folded, two.folded), one.folded, two.folded, one.ends(a), two.ends(b))
    mine = one.by_block(a, [(i, i + size) for i, _, size in runs])
    theirs = two.by_block(b, [(j, j + size) for _, j, size in runs])
    rows, i, j = [], 0, 0
    for i_end, j_end in _cuts(one.ends(a), two.ends(b), runs, (len(one.folded), len(two.folded))):
        rows.append(Row(tuple(mine[i:i_end]), tuple(theirs[j:j_end])))
        i, j = i_end, j_end
    gaps = [
        gap for gap in _gaps(runs, len(one.folded), len(two.folded)) if gap[0] < gap[1] or gap[2] < gap[3]
    ]
    return Texts(tuple(rows), tuple(_fills(one, two, gaps)), len(gaps))


class _Tokens:
    """The compared characters of a text and where they stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offsets = [found.start() for found in _TOKEN.finditer(text)]
        self.folded = fold("".join(text[i] for i in self.offsets))

    def words(self, start: int, end: int) -> str:
        """The text from one token to before another, with the marks inside."""
        return self.text[self.offsets[start] : self.offsets[end - 1] + 1] if start < end else ""

    def kinds(self, same: Sequence[tuple[int, int]]) -> list[bool]:
        """For every character of the text whether it differs; a mark does where it stands inside words that do."""
        differs = [False] * len(self.text)
        at = 0
        for start, end in [*same, (len(self.offsets), len(self.offsets))]:
            if at < start:
                for i in range(self.offsets[at], self.offsets[start - 1] + 1):
                    differs[i] = True
            at = end
        return differs

    def by_block(
        self, blocks: Sequence[str], same: Sequence[tuple[int, int]]
    ) -> list[tuple[int, tuple[Piece, ...]]]:
        """Every block by its position, with its pieces."""
        differs, at, found = self.kinds(same), 0, []
        for n, block in enumerate(blocks):
            found.append((n, _pieces(block, differs[at : at + len(block)])))
            at += len(block) + 1
        return found

    def ends(self, blocks: Sequence[str]) -> dict[int, int]:
        """Number of tokens up to the end of a block → how many blocks these are."""
        ends, at = {0: 0}, 0
        for n, block in enumerate(blocks, 1):
            at += len(block) + 1
            ends[bisect_left(self.offsets, at)] = n
        return ends


def _pieces(text: str, differs: Sequence[bool]) -> tuple[Piece, ...]:
    pieces, at = [], 0
    for i in range(1, len(text) + 1):
        if i == len(text) or differs[i] != differs[at]:
            pieces.append(Piece("differs" if differs[at] else "same", text[at:i]))
            at = i
    return tuple(pieces)


def _runs(a: str, b: str) -> list[Run]:
    """Same tokens in a row, in one order in both."""
    found: list[Run] = []
    i = j = 0
    for x, y in [*_anchors(a, b), (len(a), len(b))]:
        if x < i or y < j:
            continue  # lies in a run that has grown over it
        back = 0
        while x - back > i and y - back > j and a[x - back - 1] == b[y - back - 1]:
            back += 1
        found += _between(a, b, i, x - back, j, y - back)
        size = 0
        while x + size < len(a) and y + size < len(b) and a[x + size] == b[y + size]:
            size += 1
        if back + size:
            found.append((x - back, y - back, back + size))
        i, j = x + size, y + size
    return found


def _anchors(a: str, b: str) -> list[tuple[int, int]]:
    """Places of runs that stand once in each text: the longest row of them that rises on both sides."""
    once_a, once_b = _once(a), _once(b)
    pairs = [(i, once_b[gram]) for gram, i in once_a.items() if gram in once_b]
    tails: list[
        int
    ] = []  # the least place in b that ends a rising row of each length, and the pair that has it
    last: list[int] = []
    before = [-1] * len(pairs)
    for n, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before[n] = last[at - 1] if at else -1
        tails[at : at + 1], last[at : at + 1] = [j], [n]
    row, n = [], last[-1] if last else -1
    while n >= 0:
        row.append(pairs[n])
        n = before[n]
    return row[::-1]


def _once(text: str) -> dict[str, int]:
    grams = [text[i : i + _ANCHOR] for i in range(len(text) - _ANCHOR + 1)]
    counts = Counter(grams)
    return {gram: i for i, gram in enumerate(grams) if counts[gram] == 1}


def _between(a: str, b: str, i: int, i_end: int, j: int, j_end: int) -> Iterator[Run]:
    """Same tokens between two anchors; single ones only where little else stands there."""
    if not 0 < (i_end - i) * (j_end - j) <= _MOST:
        return
    least = 1 if max(i_end - i, j_end - j) <= 4 else _RUN
    matcher = difflib.SequenceMatcher(None, a[i:i_end], b[j:j_end], autojunk=False)
    for x, y, size in matcher.get_matching_blocks():
        if size >= least:
            yield i + x, j + y, size


def _gaps(runs: Sequence[Run], a_end: int, b_end: int) -> Iterator[tuple[int, int, int, int]]:
    """What lies before, between and behind the runs, in both; a side, or both, may be empty."""
    i = j = 0
    for x, y, size in [*runs, (a_end, b_end, 0)]:
        yield i, x, j, y
        i, j = x + size, y + size


def _settle(runs: Sequence[Run], a: str, b: str, a_ends: Container[int], b_ends: Container[int]) -> list[Run]:
    """What only one text has may often stand a little earlier or later: where a block begins is the best place for it."""
    settled = [*runs]
    for n in range(len(settled) - 1):
        (i, j, size), (x, y, after) = settled[n], settled[n + 1]
        if (i + size == x) == (j + size == y):
            continue
        text, ends, start, stop = (a, a_ends, i + size, x) if j + size == y else (b, b_ends, j + size, y)
        steps = [0]
        while -steps[-1] < size - 1 and text[start + steps[-1] - 1] == text[stop + steps[-1] - 1]:
            steps.append(steps[-1] - 1)
        ahead = 0
        while ahead < after - 1 and text[start + ahead] == text[stop + ahead]:
            ahead += 1
            steps.append(ahead)
        step = next((step for step in steps if start + step in ends), 0)
        settled[n], settled[n + 1] = (i, j, size + step), (x + step, y + step, after - step)
    return settled


def _cuts(
    a: dict[int, int], b: dict[int, int], runs: Sequence[Run], ends: tuple[int, int]
) -> list[tuple[int, int]]:
    """Where a block ends in both texts at once, as numbers of blocks; ``a`` and ``b`` are ``_Tokens.ends``."""
    a_ends, b_ends = sorted(a), sorted(b)
    cuts = {(a[a_ends[-1]], b[b_ends[-1]])}
    for i, j, size in runs:
        for x in a_ends[bisect_right(a_ends, i) : bisect_left(a_ends, i + size)]:
            if x - i + j in b:
                cuts.add((a[x], b[x - i + j]))
    for i, i_end, j, j_end in _gaps(runs, *ends):
        mine = a_ends[bisect_left(a_ends, i) : bisect_right(a_ends, i_end)]
        theirs = b_ends[bisect_left(b_ends, j) : bisect_right(b_ends, j_end)]
        for n in range(max(len(mine), len(theirs)) if mine and theirs else 0):
            cuts.add((a[mine[min(n, len(mine) - 1)]], b[theirs[min(n, len(theirs) - 1)]]))
    return sorted(cuts - {(0, 0)})


def _fills(a: _Tokens, b: _Tokens, gaps: Sequence[tuple[int, int, int, int]]) -> Iterator[Fill]:
    """What stands in the blanks, most frequent first, then in the order of the text."""
    counts: Counter[tuple[str, str]] = Counter()
    for i, i_end, j, j_end in gaps:
        if not (0 < i_end - i <= _FILL and 0 < j_end - j <= _FILL):
            continue
        blank = [_BLANK.search(side) is not None for side in (a.words(i, i_end), b.words(j, j_end))]
        if blank[0] == blank[1]:
            continue
        while i and j and _belongs(a.folded[i - 1], a.folded[i], b.folded[j - 1], b.folded[j]):
            i, j = i - 1, j - 1
        while (
            i_end < len(a.folded)
            and j_end < len(b.folded)
            and _belongs(a.folded[i_end], a.folded[i_end - 1], b.folded[j_end], b.folded[j_end - 1])
        ):
            i_end, j_end = i_end + 1, j_end + 1
        after = a.folded[i_end : i_end + 1]
        if after == b.folded[j_end : j_end + 1] and _UNIT.match(after):
            i_end, j_end = i_end + 1, j_end + 1
        pair = a.words(i, i_end), b.words(j, j_end)
        counts[pair if blank[0] else pair[::-1]] += 1
    for (blank_words, words), count in counts.most_common():
        yield Fill(blank_words, words, count)


def _belongs(a_next: str, a_edge: str, b_next: str, b_edge: str) -> bool:
    """Whether a same figure or letter beside a gap is part of what the gap cut: the 20 of 20XX and 2021."""
    return a_next == b_next and all(_NUMBER_OR_LETTER.match(c) for c in (a_next, a_edge, b_edge))
