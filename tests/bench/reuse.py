"""Shared passages, measured: time, memory, recall and precision on speeches that are generated here.

    python -m tests.bench.reuse --speeches 10000

The speeches are rows of words of two characters, some frequent and most rare, so that two of them seldom agree by chance in a dozen
characters. Planted are borrowings of 60 to 300 characters from an earlier speech, with one character in twenty replaced, added or taken out,
punctuation and paragraphs of the borrower's own, and one in eight in traditional characters; quotations in quotation marks; and formulae
that stand in very many speeches. Each character knows where it was first written. So it can be told which passages are right: those of which more
than half of the same characters were first written in one place, which is no formula. A borrowing is found where
passages of the two speeches hold more than half of it.

The same arguments give the same texts. Printed are wall time and processor time, and the most memory of the process during the stage, less
what it had before (the texts themselves); of an edit the medians of some, each of another speech.
"""

import argparse
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from generator.derive.reuse import reuse
from generator.memo import Memo
from generator.model import Block, BlockId, Passage, SpeechId, Text
from generator.script import fold_table

Row = npt.NDArray[np.int64]
_WORDS = 20_000
_PARAGRAPH = 150
"""Mean of the characters of a paragraph."""
_SHARE = 20
"""One character in so many of a borrowing is edited."""
_FORMULAE = 150
_QUOTED = 25
"""For so many speeches one quotation, which about seven of them have."""
_USES = 100
"""Speeches in which a formula stands, at least about half of them."""
_HAN = re.compile("[\u4e00-\u9fff]")


class Written(NamedTuple):
    """Characters of a speech: code points, and where each was first written (a number of its own)."""

    codes: Row
    origin: Row


class Loan(NamedTuple):
    """A planted borrowing: the speeches, and the origins of the characters that were kept."""

    a: int
    b: int
    origin: Row


class Planted(NamedTuple):
    """Generated speeches and what is known of them."""

    texts: list[Text]
    origins: list[Row]
    """Of the Han characters of each speech."""
    loans: list[Loan]
    formulae: int
    """The first so many origins are those of formulae."""
    quoted: list[Row]
    """Of each speech the origins that stand in it in quotation marks."""


def generate(speeches: int, characters: int, seed: int = 1) -> Planted:
    """Make speeches of about so many Han characters, with two borrowings in each but the first."""
    rng = np.random.default_rng(seed)
    maker = _Maker(rng)
    number = max(1, min(_FORMULAE, 4 * speeches // _USES))
    formulae = [maker.fresh(int(size)) for size in rng.integers(14, 31, number)]
    first = maker.next
    quotations = [maker.fresh(int(size)) for size in rng.integers(18, 46, max(1, speeches // _QUOTED))]
    written: list[Written] = []
    texts: list[Text] = []
    loans: list[Loan] = []
    marked: list[Row] = []
    for n in range(speeches):
        parts = [maker.fresh(int(size)) for size in rng.multinomial(characters - 700, [1 / 24] * 24)]
        for i, k in enumerate((number * rng.random(4) ** 2).astype(int).tolist()):
            parts.insert(4 + 2 * i, formulae[k])
        quoted = [len(parts) - 2] if rng.random() < 0.3 else []
        if quoted:
            parts.insert(quoted[0], quotations[int(rng.integers(len(quotations)))])
        marked.append(parts[quoted[0]].origin if quoted else np.empty(0, np.int64))
        for at in (2, 14) if n else ():
            source = int(rng.integers(n))
            part, kept = maker.borrowed(written[source], int(rng.integers(60, 301)))
            parts[at] = part
            loans.append(Loan(source, n, kept))
        written.append(Written(*(np.concatenate(column) for column in zip(*parts, strict=True))))
        texts.append(_text(rng, n, parts, quoted))
    return Planted(texts, [speech.origin for speech in written], loans, first, marked)


class _Maker:
    """Writes characters and numbers them."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng, self.next = rng, 0
        kinds = [ord(bytes([0xB0 + i // 94, 0xA1 + i % 94]).decode("gb2312")) for i in range(3755)]
        self.words = rng.choice(np.array(kinds), (_WORDS, 2))
        share = 1 / np.arange(10, _WORDS + 10)
        self.shares = np.cumsum(share / share.sum())
        self.traditional = {
            simple: point for point, simple in fold_table().items() if 0x4E00 <= point < 0xA000
        }

    def fresh(self, size: int) -> Written:
        """New words."""
        chosen = np.searchsorted(self.shares, self.rng.random(size // 2 + 1)).clip(max=_WORDS - 1)
        return Written(self.words[chosen].reshape(-1)[:size].astype(np.int64), self._numbers(size))

    def _numbers(self, size: int) -> Row:
        self.next += size
        return np.arange(self.next - size, self.next)

    def borrowed(self, source: Written, size: int) -> tuple[Written, Row]:
        """Characters of a speech with edits, and the origins of those that were kept."""
        start = int(self.rng.integers(len(source.codes) - size))
        codes, origin = (column[start : start + size].tolist() for column in source)
        kept = set(origin)
        for at in sorted(self.rng.choice(size, size // _SHARE, replace=False).tolist(), reverse=True):
            new = self.fresh(1)
            kind = self.rng.integers(3)
            end = at if kind == 0 else at + 1  # added, or replaced, or taken out
            kept.difference_update(origin[at:end])
            codes[at:end], origin[at:end] = (
                ([], []) if kind == 2 else (new.codes.tolist(), new.origin.tolist())
            )
        if self.rng.random() < 0.125:
            codes = [self.traditional.get(point, point) for point in codes]
        return Written(np.array(codes), np.array(origin)), np.array(sorted(kept))


def _text(rng: np.random.Generator, n: int, parts: Sequence[Written], quoted: Sequence[int]) -> Text:
    """A speech with punctuation and paragraphs of its own; some parts stand in quotation marks."""
    pieces = []
    for i, part in enumerate(parts):
        words = "".join(map(chr, part.codes.tolist()))
        stops = np.flatnonzero(rng.random(len(words)) < 1 / 11).tolist()
        cuts = zip([0, *stops], [*stops, len(words)], strict=True)
        if i in quoted:
            pieces.append("“" + "，".join(filter(None, (words[x:y] for x, y in cuts))) + "”")
        else:
            ends = rng.choice(
                list("，，，、。；\n"), len(stops) + 1, p=[0.2, 0.2, 0.2, 0.1, 0.17, 0.05, 0.08]
            )
            pieces.append("".join(words[x:y] + end for (x, y), end in zip(cuts, ends, strict=True)))
    blocks = [block for block in "".join(pieces).split("\n") if block]
    return Text(
        SpeechId(f"s{n:05d}"),
        tuple(Block(BlockId(f"p{i}"), i, "paragraph", block) for i, block in enumerate(blocks, 1)),
        (), (), (), 0,
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------------- judgement


class Judgement(NamedTuple):
    """How good some passages are; each pair is right ones and all."""

    recall: tuple[int, int]
    precision: tuple[int, int]
    whole: tuple[int, int]
    """Borrowings of which one passage holds nine characters in ten."""
    quotations: tuple[int, int]
    """Passages that are a quotation, told as one."""
    borrowings: tuple[int, int]
    """Passages that are a borrowing, told as one."""


def judge(planted: Planted, passages: Sequence[Passage]) -> Judgement:
    """Compare passages with what was planted."""
    begins = [_begins(text) for text in planted.texts]
    wholes: dict[tuple[int, int], list[list[Passage]]] = {}
    for p in passages:
        pair = wholes.setdefault((int(p.a[1:]), int(p.b[1:])), [])
        if p.continues:
            pair[-1].append(p)
        else:
            pair.append([p])
    right = {"quotation": [0, 0], "passage": [0, 0]}
    found: dict[tuple[int, int], list[Row]] = {}
    for (a, b), pair in wholes.items():
        for parts in pair:
            ours = [_origins(planted, begins, a, p.a_block, p.a_start, p.a_end) for p in parts]
            theirs = [_origins(planted, begins, b, p.b_block, p.b_start, p.b_end) for p in parts]
            same = np.intersect1d(np.concatenate(ours), np.concatenate(theirs))
            own = same[same >= planted.formulae]
            if 2 * len(own) > sum(p.characters for p in parts):
                marked = np.intersect1d(planted.quoted[a], planted.quoted[b])
                quotes = 2 * len(np.intersect1d(own, marked)) > len(own)
                kind = "quotation" if quotes else "passage"
                right[kind][0] += all(p.kind == kind for p in parts)
                right[kind][1] += 1
                found.setdefault((a, b), []).append(same)
    recalled = whole = 0
    for loan in planted.loans:
        kept = [np.intersect1d(part, loan.origin) for part in found.get((loan.a, loan.b), ())]
        recalled += 2 * len(np.unique(np.concatenate([*kept, []]))) > len(loan.origin)
        whole += any(10 * len(part) >= 9 * len(loan.origin) for part in kept)
    loans, told = len(planted.loans), sum(count for _, count in right.values())
    return Judgement(
        (recalled, loans),
        (told, sum(map(len, wholes.values()))),
        (whole, loans),
        (right["quotation"][0], right["quotation"][1]),
        (right["passage"][0], right["passage"][1]),
    )


def _begins(text: Text) -> dict[str, tuple[int, str]]:
    """By block, how many Han characters stand before it, and its text."""
    found: dict[str, tuple[int, str]] = {}
    at = 0
    for block in text.blocks:
        found[block.id] = (at, block.text)
        at += len(_HAN.findall(block.text))
    return found


def _origins(
    planted: Planted,
    begins: Sequence[dict[str, tuple[int, str]]],
    speech: int,
    block: str,
    start: int,
    end: int,
) -> Row:
    """Where the characters of one side of a passage were first written."""
    at, text = begins[speech][block]
    first = at + len(_HAN.findall(text[:start]))
    return planted.origins[speech][first : first + len(_HAN.findall(text[start:end]))]


# ---------------------------------------------------------------------------------------------------- measurement


class Cost(NamedTuple):
    """One run: seconds, seconds, megabytes before and the most during it (NaN where the system does not tell)."""

    wall: float
    processor: float
    before: float
    most: float


def main(argv: Sequence[str] | None = None) -> int:
    """Generate, compare, judge, edit; print what it cost."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.reuse", description="Measure shared passages on generated speeches."
    )
    parser.add_argument("--speeches", type=int, default=1000, metavar="N")
    parser.add_argument(
        "--characters", type=int, default=6000, metavar="N", help="of a speech (default: 6000)"
    )
    parser.add_argument(
        "--edits", type=int, default=5, metavar="N", help="edits that are measured (default: 5)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    wanted = parser.parse_args(argv)
    planted = generate(wanted.speeches, wanted.characters, wanted.seed)
    characters = sum(len(block.text) for text in planted.texts for block in text.blocks)
    print(f"{len(planted.texts)} speeches, {characters / len(planted.texts):.0f} characters each")
    passages, cost = _measured(lambda: tuple(reuse(planted.texts)))
    _print("clean", cost, len(passages))
    for name, (right, all_) in zip(Judgement._fields, judge(planted, passages), strict=True):
        print(f"  {name:10} {right} of {all_}: {right / max(1, all_):.4f}")
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="yanlu-bench-", dir=memory if memory.is_dir() else None) as name:
        _edits(planted.texts, Path(name) / "cache.sqlite", wanted.edits)
    return 0


def _edits(texts: list[Text], cache: Path, edits: int) -> None:
    """Builds from the cache: none, nothing changed, one speech changed; the last result is compared with a clean one."""
    rng = np.random.default_rng(0)
    passages, cost = _built(texts, cache)
    _print("no cache yet", cost, len(passages))
    passages, cost = _built(texts, cache)
    _print("nothing changed", cost, len(passages))
    costs = []
    for _ in range(edits):
        n, other = rng.choice(len(texts), 2, replace=False).tolist()
        block = texts[n].blocks[0]
        changed = block.text + texts[other].blocks[1].text
        blocks = (msgspec.structs.replace(block, text=changed), *texts[n].blocks[1:])
        texts[n] = msgspec.structs.replace(texts[n], blocks=blocks)
        passages, cost = _built(texts, cache)
        costs.append(cost)
    if costs:
        middle = Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))
        _print("one speech edited", middle, len(passages))
        print(
            f"  equal to a clean run: {passages == tuple(reuse(texts))}; cache: {cache.stat().st_size / 1e6:.0f} MB"
        )


def _built(texts: Sequence[Text], cache: Path) -> tuple[tuple[Passage, ...], Cost]:
    def run() -> tuple[Passage, ...]:
        memo = Memo(cache)
        found = tuple(reuse(texts, memo))
        memo.close(finished=True)
        return found

    return _measured(run)


def _measured(run: Callable[[], tuple[Passage, ...]]) -> tuple[tuple[Passage, ...], Cost]:
    before = _memory("VmRSS")
    if before == before:
        Path("/proc/self/clear_refs").write_text("5")  # from here on the peak is counted anew
    wall, processor = time.perf_counter(), _processor()
    found = run()
    wall, processor = time.perf_counter() - wall, _processor() - processor
    return found, Cost(wall, processor, before, _memory("VmHWM"))


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _memory(field: str) -> float:
    status = Path("/proc/self/status")
    if not status.is_file():
        return float("nan")
    return int(status.read_text().split(f"{field}:")[1].split()[0]) / 1000


def _print(label: str, cost: Cost, passages: int) -> None:
    print(
        f"{label:18} {cost.wall:6.2f} s  processor {cost.processor:6.2f} s  memory {cost.most - cost.before:5.0f} MB more"
        f" than the {cost.before:.0f} MB before  {passages} passages"
    )


if __name__ == "__main__":
    raise SystemExit(main())
