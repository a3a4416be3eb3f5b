"""What two speeches that share words are to each other: columns of all pairs, worked out together.

In: the facts of ``derive/reuse/facts.py`` and the speeches. Out: ``Pairs`` (``derive/pairs.py``). Loaded only where there is something to
compare, since numpy takes a while to load.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from generator.comparison import blanks
from generator.derive.columns import FACTS, PAIR, Facts, Numbers
from generator.derive.pairs import BLANKS, FLOOR, KINDS, NEAR, SOURCES, Pair, Pairs, Quotation
from generator.memo import Memo, digest_of
from generator.model import BlockId, Passage, Speech, SpeechId, Text

_BORROWING, _QUOTATION, _VERSIONS, _FILLED, _SISTERS = range(len(KINDS))


def pairs(
    speeches: Sequence[Speech],
    facts: Facts,
    rows: Sequence[Sequence[Passage]],
    texts: Sequence[Text],
    characters: Sequence[int],
    digests: Sequence[bytes],
    memo: Memo,
) -> Pairs:
    """All pairs. Of each speech: its passages with later ones, its text, its characters, and the digest of its text."""

    def blanks_of(positions: Sequence[int]) -> list[int]:
        keys = [digest_of("blanks", digests[n]) for n in positions]
        return memo.remember(keys, int, lambda missing: (_blanks(texts[positions[i]]) for i in missing))

    table = _table(facts, sorted({*_declared(speeches)}), len(speeches))
    _say_kinds(table, speeches, np.array(characters, np.int64), blanks_of)
    _say_pages(table)
    found = Pairs(table, speeches, rows, texts)
    quoting = np.flatnonzero((table["quoted"] > 0) & (table["kind"] < _VERSIONS))
    if len(quoting):
        key = digest_of("quotations", [table[name][quoting].tobytes() for name in ("a", "b", "passages")])
        [several] = memo.remember(
            [key],
            tuple[Quotation, ...],
            lambda _: [tuple(_quotations(found, map(found.__getitem__, quoting.tolist())))],
        )
        found.quotations = several
    return found


def _declared(speeches: Sequence[Speech]) -> Iterable[tuple[int, int]]:
    """Pairs of a speech and that of which it is a version."""
    versions = [n for n, speech in enumerate(speeches) if speech.version_of and not speech.withdrawn]
    position = {speech.id: n for n, speech in enumerate(speeches)} if versions else {}
    for n in versions:
        other = position.get(SpeechId(speeches[n].version_of))
        if other is not None and other != n and not speeches[other].withdrawn:
            yield min(n, other), max(n, other)


def _table(facts: Facts, declared: Sequence[tuple[int, int]], speeches: int) -> Any:
    """The facts of all pairs, those that are declared and share nothing among them, in the archive's order."""
    known = facts["a"].astype(np.int64) * speeches + facts["b"]
    said = np.array([a * speeches + b for a, b in declared], np.int64)
    more = said[np.searchsorted(known, said, "left") == np.searchsorted(known, said, "right")]
    alone = np.zeros(len(more), FACTS)
    alone["a"], alone["b"] = np.divmod(more, max(1, speeches))
    facts = np.insert(facts, np.searchsorted(known, more), alone) if len(more) else facts
    table = np.zeros(len(facts), PAIR)
    for name in FACTS.names or ():
        table[name] = facts[name]
    keys = np.insert(known, np.searchsorted(known, more), more)
    table["declared"][np.searchsorted(keys, said)] = 1
    return table


def _say_kinds(
    table: Any, speeches: Sequence[Speech], characters: Numbers, blanks_of: Callable[[list[int]], list[int]]
) -> None:
    """Borrowing or quotation; of texts that are near or declared, versions, a template and its copy, or sisters."""
    table["template"] = -1
    table["kind"] = np.where((table["places"] > 0), _BORROWING, _QUOTATION)
    near = (table["covered_a"] > NEAR * characters[table["a"]]) & (
        table["covered_b"] > NEAR * characters[table["b"]]
    )
    one_text = np.flatnonzero(near | (table["declared"] > 0)).tolist()
    both = [(int(table["a"][n]), int(table["b"][n])) for n in one_text]
    asked = sorted({one for pair in both for one in pair})
    known = dict(zip(asked, blanks_of(asked), strict=True))
    sources: dict[int, dict[int, int]] = {}
    for n, pair in zip(one_text, both, strict=True):
        template = _template(speeches, known, *pair)
        table["kind"][n] = _VERSIONS if template is None else _FILLED
        if template is not None:
            table["template"][n] = template
            if not table["declared"][n]:
                other = pair[0] if template == pair[1] else pair[1]
                sources.setdefault(other, {})[template] = int(table["borrowed"][n])
    for n, (a, b) in zip(one_text, both, strict=True):
        shared = sources.get(a, {}).keys() & sources.get(b, {}).keys()
        is_template = "template" in (speeches[a].text_status, speeches[b].text_status)
        if shared and not table["declared"][n] and not is_template:
            table["kind"][n] = _SISTERS
            table["template"][n] = min(shared, key=lambda one: (-sources[a][one], one))


def _template(speeches: Sequence[Speech], known: Mapping[int, int], a: int, b: int) -> int | None:
    """Which of two near-duplicates is a template: the one whose status says so, else the one that has blanks where the other has none."""
    said = [one for one in (a, b) if speeches[one].text_status == "template"]
    if len(said) == 1:
        return said[0]
    here, there = known[a], known[b]
    if abs(here - there) < max(BLANKS, min(here, there)):
        return None
    return a if here > there else b


def _blanks(text: Text) -> int:
    return sum(blanks(block.text) for block in text.blocks)


def _say_pages(table: Any) -> None:
    """Say which pairs have a page: those that are declared, and of each speech the largest with earlier ones."""
    worth = np.flatnonzero(table["borrowed"] >= FLOOR)
    some = table[worth]
    order = np.lexsort((some["a"], -some["quoted"], -some["borrowed"], some["kind"] < _VERSIONS, some["b"]))
    later = some["b"][order]
    places = np.arange(len(later))
    begins = np.ones(len(later), np.bool_)
    begins[1:] = later[1:] != later[:-1]
    rank = places - np.maximum.accumulate(np.where(begins, places, 0)) if len(later) else places
    table["page"] = table["declared"]
    table["page"][worth[order[rank < SOURCES]]] = 1


def _quotations(found: Pairs, several: Iterable[Pair]) -> Iterable[Quotation]:
    """Join the quotations whose words overlap in one speech; what two versions of one text quote is no matter of two speakers."""
    places: list[tuple[int, BlockId, int, int]] = []
    passages: list[Passage] = []
    for pair in several:
        for p in found.passages(pair):
            if p.kind == "quotation":
                passages.append(p)
                places.append((pair.a, p.a_block, p.a_start, p.a_end))
                places.append((pair.b, p.b_block, p.b_start, p.b_end))
    roots = list(range(len(places)))

    def root(n: int) -> int:
        while roots[n] != n:
            roots[n] = roots[roots[n]]
            n = roots[n]
        return n

    for n in range(0, len(places), 2):
        roots[root(n + 1)] = root(n)
    order = sorted(range(len(places)), key=lambda n: places[n])
    furthest = order[0] if order else 0
    for n in order[1:]:
        one, two = places[furthest], places[n]
        if one[:2] == two[:2] and 2 * (min(one[3], two[3]) - two[2]) >= min(one[3] - one[2], two[3] - two[2]):
            roots[root(n)] = root(furthest)
        if one[:2] != two[:2] or two[3] > one[3]:
            furthest = n
    groups: dict[int, list[int]] = {}
    for n in order:
        groups.setdefault(root(n), []).append(n)
    joined = []
    for group in groups.values():
        by_speech: dict[int, BlockId] = {}
        for n in group:
            by_speech.setdefault(places[n][0], places[n][1])
        best = max((passages[n // 2] for n in group), key=lambda p: (p.characters, p.text_a))
        joined.append(Quotation(best.text_a, best.characters, tuple(by_speech.items())))
    return sorted(joined, key=lambda q: (-len(q.places), -q.characters, q.places))
