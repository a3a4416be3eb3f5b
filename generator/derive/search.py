"""Texts to the search index: which speeches have two characters side by side, how often, and where.

In: the archive and its texts. Out: ``SearchIndex``, whose files ``shards`` gives by name. The index is positional, so that a
phrase of any length is found exactly: the places of its grams, each less its offset in the phrase, have one in common.

Texts are compared normalised (``compared``). The browser does the same to what is typed, with the same table.
"""

import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from types import MappingProxyType
from typing import TypeVar

import msgspec

from generator import work
from generator.annotate import Annotated
from generator.derive.blocks import blocks
from generator.derive.compared import normalised
from generator.derive.packed import Packed, Row, packed
from generator.derive.shards import (
    KINDS,
    Block,
    Kind,
    Runs,
    Source,
    Sums,
    encode_blocks,
    encode_characters_of,
)
from generator.memo import Memo, Remembered, digest_of
from generator.model import Archive, Text, Value
from generator.script import fold_table, protected_pairs, to_simplified, to_traditional

S = TypeVar("S")
T = TypeVar("T")
_FORMAT = 2
"""Of the index, which browsers may keep from before an upgrade; counts on with every change of what its files hold."""
_CLASSES = 16
_SHARD = 3_750
"""Characters of text for each shard, about."""
_MOST = 8192
_HEAVY = 110_000
"""Characters of text from which on a family's single characters have runs of places; a quarter of it, and one has a run of its own."""


class Shown(Value, frozen=True):
    """A text in the other script, as far as converting it character by character gives something else: places in the joined
    blocks, and what stands there."""

    places: tuple[int, ...] = ()
    characters: str = ""


class SearchIndex(Value, frozen=True):
    """The index, block after block; speeches are numbered in the order of the archive."""

    families: int = 0
    classes: int = 0
    starts: tuple[int, ...] = ()
    """The first speech of each block."""
    kinds: tuple[Kind, ...] = ()
    """Files of each of ``KINDS``."""
    characters: Kind = Kind((), (), ())
    """Files with the places of single characters that many grams begin with."""
    lengths: tuple[int, ...] = ()
    """Characters of each speech, as its text counts them."""
    shown: Sequence["Shown"] = ()
    """Of each speech, what its text is in the other script."""
    packed: Sequence[Packed] = ()
    """Of each speech, its text for the browser."""
    readings: Mapping[str, str] = MappingProxyType({})
    """Of each character in a title or a term: its syllables, apart by spaces."""
    version: str = ""
    """Digest of all that went in."""


def search(
    archive: Archive, annotated: Annotated, memo: Memo, executor: Executor | None = None
) -> SearchIndex:
    """Index every speech; a block is made anew only where one of its speeches has changed."""
    speeches, gists = archive.speeches, annotated.gists
    size = sum(gist.characters for gist in gists)
    shards = min(_MOST, 1 << max(0, (size // _SHARD).bit_length()))
    classes = min(_CLASSES, shards)
    families = shards // classes
    sources = [
        (speech.title, speech.subtitle, gist.digest) for speech, gist in zip(speeches, gists, strict=True)
    ]
    cut = blocks([speech.id for speech in speeches])
    keys = [digest_of("search", families, classes, sources[block.start : block.stop]) for block in cut]
    parts = _Parts(archive, annotated, cut, memo, executor)
    known, runs = parts.made(encode_blocks, (families, classes), keys, Block, len(KINDS))
    files = [families, shards, shards]
    kinds = tuple(
        Kind(
            tuple(f"{kind}/{n:x}" for n in range(files[i])), tuple(block.kinds[i] for block in known), runs[i]
        )
        for i, kind in enumerate(KINDS)
    )
    lengths = tuple(gist.characters for gist in gists)
    shown, readings = in_other_script(archive, annotated, memo, executor), _readings(archive, memo)

    def row(n: int) -> Row:
        return encoded_text(annotated.speeches, n), speeches[n].lang, shown[n].places, shown[n].characters

    rows = packed(_of_texts(archive, annotated), row, memo, executor)
    config = msgspec.to_builtins(archive.config)
    del config["without"]  # what else a site has says nothing of its index
    # Nothing goes into it that the program's own digest is part of: a line of source is no reason to load the index again.
    said = (_FORMAT, families, classes, speeches, [gist.digest for gist in gists], archive.terms, config)
    version = hashlib.blake2b(msgspec.msgpack.encode(said), digest_size=4).hexdigest()
    heavy = _heavy(known, keys, families, parts)
    starts = tuple(block.start for block in cut)
    return SearchIndex(families, classes, starts, kinds, heavy, lengths, shown, rows, readings, version)


def without_index(shown: Sequence[Shown] = ()) -> SearchIndex:
    """What a site has that is not searched: texts in the other script, for the rows of its concordances."""
    return SearchIndex(shown=shown)


def encoded_text(texts: Sequence[Text], n: int) -> bytes:
    """A text as it is remembered."""
    return texts.encoded(n) if isinstance(texts, Remembered) else msgspec.msgpack.encode(texts[n])


class _Parts:
    """What is remembered of the blocks of an archive; what is not is made, in other processes where there are any."""

    def __init__(
        self, archive: Archive, annotated: Annotated, cut: list[range], memo: Memo, executor: Executor | None
    ) -> None:
        self._speeches, self._texts = archive.speeches, annotated.speeches
        self._cut, self._memo, self._executor = cut, memo, executor

    def made(
        self,
        encode: Callable[[S, list[list[Source]]], list[tuple[bytes, ...]]],
        shared: S,
        keys: Sequence[bytes],
        small: type[T],
        kinds: int = 1,
    ) -> tuple[list[T], list[Sequence[Runs]]]:
        """The small part of each block, and its runs of each kind, which are read when they are asked for."""
        of_runs = [[key + b"runs%d" % kind for key in keys] for kind in range(kinds)]
        known = self._memo.recall(keys, small)
        missing = [i for i, part in enumerate(known) if part is None]
        executor = work.worth(self._executor, sum(len(self._cut[i]) for i in missing))
        made = work.each_of(executor, encode, shared, map(self._sources, missing), large=True)
        for i, (part, *runs) in zip(missing, made, strict=True):
            known[i] = msgspec.msgpack.decode(part, type=small)
            of_each = zip(of_runs, runs, strict=True)
            self._memo.keep_encoded([(keys[i], part), *((of[i], run) for of, run in of_each)])
        for of in of_runs:
            self._memo.hold(of)

        def again(kind: int, i: int) -> Runs:
            return msgspec.msgpack.decode(encode(shared, [self._sources(i)])[0][1 + kind], type=Runs)

        read: list[Sequence[Runs]] = [
            self._memo.lazily(of, Runs, functools.partial(again, kind), 1) for kind, of in enumerate(of_runs)
        ]
        return [part for part in known if part is not None], read

    def _sources(self, i: int) -> list[Source]:
        return [
            (self._speeches[n].title, self._speeches[n].subtitle, encoded_text(self._texts, n))
            for n in self._cut[i]
        ]


def _heavy(known: Sequence[Block], keys: Sequence[bytes], families: int, parts: _Parts) -> Kind:
    """Places of the characters in families that hold much of the text; an edit seldom changes which these are."""
    totals: dict[str, int] = {}
    if known:
        totals = _totals(known)
    sizes: dict[int, int] = {}
    for character, count in totals.items():
        family = rotated(character) % families
        sizes[family] = sizes.get(family, 0) + count
    heavy = tuple(sorted(family for family, size in sizes.items() if size >= _HEAVY))
    if not heavy:
        return Kind((), (), ())
    own = "".join(
        sorted(c for c, count in totals.items() if count * 4 >= _HEAVY and rotated(c) % families in heavy)
    )
    asked = [digest_of("characters", key, heavy, own) for key in keys]
    sums, (runs,) = parts.made(encode_characters_of, (families, heavy, own), asked, Sums)
    names = (*(f"characters/u{ord(c):x}" for c in own), *(f"characters/{family:x}" for family in heavy))
    return Kind(names, tuple(sums), runs)


def _totals(known: Iterable[Block]) -> dict[str, int]:
    """How often each character stands in the archive."""
    import numpy as np  # only where there is something to index

    characters = "".join(block.characters for block in known)
    codes = np.frombuffer(characters.encode("utf-32-le"), "<u4")
    counts = np.frombuffer(b"".join(block.counts for block in known), "<i4")
    total = np.bincount(codes, counts)
    return {chr(code): int(total[code]) for code in total.nonzero()[0].tolist()}


def rotated(character: str) -> int:
    """The number of a character in the index: see ``postings``."""
    code = ord(character)
    return (code - 0x4E00) % 0xA000 if code < 0xA000 else code


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

    def row(n: int) -> tuple[str, bytes]:
        return archive.speeches[n].lang, encoded_text(texts, n)

    return memo.remember_each(
        _of_texts(archive, annotated),
        Shown,
        lambda missing: work.each_of(
            work.worth(executor, len(missing)), shown_chunk, shared, map(row, missing)
        ),
        lambda n: shown_chunk(shared, [row(n)])[0],
    )


def _of_texts(archive: Archive, annotated: Annotated) -> list[bytes]:
    """Of each text what it, its script and the other script are told by."""
    protected = protected_pairs(archive)
    common = {
        lang: digest_of("shown", archive.config.script, protected, lang)
        for lang in {speech.lang for speech in archive.speeches}
    }
    return [
        common[speech.lang] + gist.digest
        for speech, gist in zip(archive.speeches, annotated.gists, strict=True)
    ]


def shown_chunk(
    shared: tuple[str, tuple[tuple[str, str], ...]], rows: list[tuple[str, bytes]]
) -> list[Shown]:
    """What some texts (language, text as it is remembered) are in the other script."""
    return [_differences(*shared, *row) for row in rows]


def _differences(script: str, protected: tuple[tuple[str, str], ...], lang: str, encoded: bytes) -> Shown:
    text = "\n".join(block.text for block in msgspec.msgpack.decode(encoded, type=Text).blocks)
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
