"""Texts to the search index: which speeches have two characters side by side, how often, and where.

In: the archive and its texts. Out: ``SearchIndex``, whose files ``shards`` gives by name. The index is positional, so that a
phrase of any length is found exactly: the places of its grams, each less its offset in the phrase, have one in common.

Texts are compared normalised (``compared``). The browser does the same to what is typed, with the same table.
"""

import functools
import hashlib
import itertools
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor

import msgspec

from generator import work
from generator.annotate import Annotated
from generator.derive.compared import normalised
from generator.derive.packed import Packed, Row, packed
from generator.memo import Memo, digest_of
from generator.model import Archive, Speech, Text, Value
from generator.script import fold_table, protected_pairs, to_simplified, to_traditional

BLOCK = 64
"""Speeches whose part of the index is made, and remembered, as one."""
_CLASSES = 16
_SHARD = 3_750
"""Characters of text for each shard, about."""
_MOST = 8192
_HEAVY = 110_000
"""Characters of text from which on a family's single characters have runs of places; a quarter of it, and one has a run of its own."""


class Run(Value, frozen=True):
    """The part of one block in every shard: bytes one after the other, and where each shard's end (int32)."""

    singles: bytes
    singles_ends: bytes
    grams: bytes
    grams_ends: bytes
    places: bytes
    places_ends: bytes
    counts: dict[str, int]
    """How often each character stands in the block."""


class Heavy(Value, frozen=True):
    """Places of single characters that many grams begin with."""

    families: tuple[int, ...] = ()
    own: str = ""
    """Characters that have a run of their own; the others of each family share one behind those."""
    runs: tuple[tuple[bytes, bytes], ...] = ()
    """Of each block: bytes, and where each run ends (int32)."""


class Shown(Value, frozen=True):
    """A text in the other script, as far as converting it character by character gives something else: places in the joined
    blocks, and what stands there."""

    places: tuple[int, ...] = ()
    characters: str = ""


class SearchIndex(Value, frozen=True):
    """The index, block after block; speeches are numbered in the order of the archive."""

    families: int
    classes: int
    runs: tuple[Run, ...]
    heavy: Heavy
    lengths: tuple[int, ...]
    """Characters of each speech, as its text counts them."""
    shown: Sequence["Shown"]
    """Of each speech, what its text is in the other script."""
    packed: Sequence[Packed]
    """Of each speech, its text for the browser."""
    readings: dict[str, str]
    """Of each character in a title or a term: its syllables, apart by spaces."""
    version: str
    """Digest of all that went in."""


def search(
    archive: Archive, annotated: Annotated, memo: Memo, executor: Executor | None = None
) -> SearchIndex:
    """Index every speech; a block is made anew only where one of its speeches has changed."""
    texts, gists = annotated.speeches, annotated.gists
    size = sum(gist.characters for gist in gists)
    shards = min(_MOST, 1 << max(0, (size // _SHARD).bit_length()))
    classes = min(_CLASSES, shards)
    families = shards // classes
    sources = [
        (speech.title, speech.subtitle, gist.digest)
        for speech, gist in zip(archive.speeches, gists, strict=True)
    ]
    blocks = [range(start, min(start + BLOCK, len(texts))) for start in range(0, len(texts), BLOCK)]
    keys = [digest_of("search", families, classes, [sources[n] for n in block]) for block in blocks]

    def of_block(i: int) -> list[tuple[str, str]]:
        return [streams(archive.speeches[n], texts[n]) for n in blocks[i]]

    def make(missing: list[int]) -> Iterator[Run]:
        for i in missing:
            yield encoded(of_block(i), families, classes)

    runs = tuple(memo.remember(keys, Run, make))
    heavy = _heavy(runs, of_block, keys, families, memo)
    lengths = tuple(gist.characters for gist in gists)
    shown, readings = in_other_script(archive, annotated, memo, executor), _readings(archive, memo)

    def row(n: int) -> Row:
        return archive.speeches[n].lang, texts[n].blocks, shown[n].places, shown[n].characters

    rows = packed(_of_texts(archive, annotated), row, memo, executor)
    config = msgspec.to_builtins(archive.config)
    del config["without"]  # what else a site has says nothing of its index
    version = hashlib.blake2b(
        msgspec.msgpack.encode((families, classes, sources, archive.speeches, archive.terms, config)),
        digest_size=4,
    ).hexdigest()
    return SearchIndex(families, classes, runs, heavy, lengths, shown, rows, readings, version)


def without_index(shown: Sequence[Shown] = ()) -> SearchIndex:
    """What a site has that is not searched: texts in the other script, for the rows of its concordances."""
    return SearchIndex(0, 0, (), Heavy(), (), shown, (), {}, "")


def encoded(block: Sequence[tuple[str, str]], families: int, classes: int) -> Run:
    """The part of one block of streams."""
    from generator.derive.postings import encode  # numpy: only where there is something to index

    singles, grams, places = encode(block, families, classes)
    counts = Counter("".join(headings + rest for headings, rest in block))
    del counts["\0"]
    return Run(*singles, *grams, *places, dict(sorted(counts.items())))


def _heavy(
    runs: Sequence[Run],
    of_block: Callable[[int], list[tuple[str, str]]],
    keys: Sequence[bytes],
    families: int,
    memo: Memo,
) -> Heavy:
    """Places of the characters in families that hold much of the text; an edit seldom changes which these are."""
    totals: Counter[str] = Counter()
    for run in runs:
        totals.update(run.counts)
    sizes: Counter[int] = Counter()
    for character, count in totals.items():
        sizes[rotated(character) % families] += count
    heavy = tuple(sorted(family for family, size in sizes.items() if size >= _HEAVY))
    if not heavy:
        return Heavy()
    own = "".join(
        sorted(c for c, count in totals.items() if count * 4 >= _HEAVY and rotated(c) % families in heavy)
    )

    def make(missing: list[int]) -> Iterator[tuple[bytes, bytes]]:
        from generator.derive.postings import encode_characters  # numpy, as above

        for i in missing:
            yield encode_characters(of_block(i), families, heavy, own)

    asked = [digest_of("characters", key, heavy, own) for key in keys]
    return Heavy(heavy, own, tuple(memo.remember(asked, tuple[bytes, bytes], make)))


def rotated(character: str) -> int:
    """The number of a character in the index: see ``postings``."""
    code = ord(character)
    return (code - 0x4E00) % 0xA000 if code < 0xA000 else code


def streams(speech: Speech, text: Text) -> tuple[str, str]:
    """Title, subtitle and headings, and the other blocks, normalised; ``\0`` ends each."""
    headings = [
        speech.title,
        speech.subtitle,
        *(block.text for block in text.blocks if block.kind == "heading"),
    ]
    rest = [block.text for block in text.blocks if block.kind != "heading"]
    return "".join(f"{normalised(part)}\0" for part in headings), "".join(
        f"{normalised(part)}\0" for part in rest
    )


def _readings(archive: Archive, memo: Memo) -> dict[str, str]:
    """How the characters of titles and terms are read, each in every way that it may be."""
    names = [
        *(speech.title for speech in archive.speeches),
        *(name for term in archive.terms for name in (term.term, *term.aliases)),
    ]
    of = {c: normalised(c) for c in sorted(set("".join(names)))}
    characters = [(c, plain) for c, plain in of.items() if len(plain) == 1 and not plain.isascii()]

    def read(_: object) -> list[dict[str, str]]:
        from pypinyin import Style, pinyin  # its tables take a while to load

        found: dict[str, dict[str, None]] = {}
        for c, plain in characters:
            for row in pinyin(c, style=Style.NORMAL, heteronym=True, errors="ignore"):
                found.setdefault(plain, {}).update(dict.fromkeys(row))
        return [{plain: " ".join(row) for plain, row in sorted(found.items())}]

    return memo.remember([digest_of("readings", characters)], dict[str, str], read)[0]


def in_other_script(
    archive: Archive, annotated: Annotated, memo: Memo, executor: Executor | None
) -> Sequence[Shown]:
    """Each text in the other script, where the site has one."""
    script, texts = archive.config.script, annotated.speeches
    if not script:
        return (Shown(),) * len(texts)
    shared = (script, protected_pairs(archive))

    def row(n: int) -> tuple[str, list[str]]:
        return archive.speeches[n].lang, [block.text for block in texts[n].blocks]

    return memo.remember_each(
        _of_texts(archive, annotated),
        Shown,
        lambda missing: work.each_of(
            work.worth(executor, len(missing)), shown_chunk, shared, map(row, missing)
        ),
        lambda n: shown_chunk(shared, [row(n)])[0],
    )


def _of_texts(archive: Archive, annotated: Annotated) -> list[bytes]:
    """Of each text the digest of it, of its script, and of what the other script depends on."""
    common = digest_of("shown", archive.config.script, protected_pairs(archive))
    return [
        digest_of(common, speech.lang, gist.digest)
        for speech, gist in zip(archive.speeches, annotated.gists, strict=True)
    ]


def shown_chunk(
    shared: tuple[str, tuple[tuple[str, str], ...]], rows: list[tuple[str, list[str]]]
) -> list[Shown]:
    """What some texts (language, blocks) are in the other script."""
    return [_differences(*shared, *row) for row in rows]


def _differences(script: str, protected: tuple[tuple[str, str], ...], lang: str, blocks: list[str]) -> Shown:
    text = "\n".join(blocks)
    to_simple = lang == "zh-Hant"
    right = (to_simplified() if to_simple else to_traditional(script, protected)).text(text)
    plain = text.translate(fold_table() if to_simple else traditional_table(script))
    places = (
        [i for i, (a, b) in enumerate(zip(right, plain, strict=True)) if a != b] if right != plain else []
    )
    return Shown(tuple(places), "".join(right[i] for i in places))


@functools.cache
def traditional_table(script: str) -> dict[int, int]:
    """Character table from simplified to traditional: what each character becomes where it stands alone."""
    simple = "\n".join(["“", "”", "‘", "’", *map(chr, range(0x3400, 0xA000))])
    pairs = zip(simple, to_traditional(script, ()).text(simple), strict=True)
    return {ord(one): ord(other) for one, other in pairs if one != other}


def shards(index: SearchIndex) -> Iterator[tuple[str, bytes]]:
    """The files of the index: kind and number (``grams/1f``), and a script that hands over one run a block."""
    for kind in ("singles", "grams", "places"):
        data = [getattr(run, kind) for run in index.runs]
        borders = [_borders(getattr(run, f"{kind}_ends")) for run in index.runs]
        for number in range(index.families * (1 if kind == "singles" else index.classes)):
            runs = b'","'.join(
                part[ends[number] : ends[number + 1]] for part, ends in zip(data, borders, strict=True)
            )
            name = f"{kind}/{number:x}"
            yield name, b'yanluShard("%s",["%s"]);\n' % (name.encode(), runs)
    borders = [_borders(ends) for _, ends in index.heavy.runs]
    for number, name in enumerate(_character_files(index.heavy)):
        runs = b'","'.join(
            data[ends[number] : ends[number + 1]]
            for (data, _), ends in zip(index.heavy.runs, borders, strict=True)
        )
        yield name, b'yanluShard("%s",["%s"]);\n' % (name.encode(), runs)


def _character_files(heavy: Heavy) -> list[str]:
    return [
        *(f"characters/u{ord(character):x}" for character in heavy.own),
        *(f"characters/{family:x}" for family in heavy.families),
    ]


def character_sizes(index: SearchIndex) -> dict[str, int]:
    """Bytes of each file of characters' places, by its name in ``characters/``: a family's number, or ``u`` and a code point."""
    names = [name.partition("/")[2] for name in _character_files(index.heavy)]
    total = dict.fromkeys(names, 0)
    for _, ends in index.heavy.runs:
        for name, (start, end) in zip(names, itertools.pairwise(_borders(ends)), strict=True):
            total[name] += end - start
    return total


def sizes(index: SearchIndex) -> list[int]:
    """Of each shard of grams, bytes of its lists and places together."""
    total = [0] * (index.families * index.classes)
    for run in index.runs:
        for ends in (_borders(run.grams_ends), _borders(run.places_ends)):
            for number in range(len(total)):
                total[number] += ends[number + 1] - ends[number]
    return total


def _borders(ends: bytes) -> "array[int]":
    found = array("i", ends)
    if sys.byteorder == "big":
        found.byteswap()
    found.insert(0, 0)
    return found
