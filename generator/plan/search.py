"""The search page and the scripts that it reads: the index in shards, facts, lines and names of speeches, and each speech's text.

All are classic scripts that call one function, so that they load from a folder on a disk as from a server. Those under /search/ are
asked for with the version of the index behind their name, so that a browser never mixes two.
"""

import codecs
import functools
import itertools
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from generator import urls
from generator.derive.compared import fold_pairs, normalised
from generator.memo import digest_of, digest_of_bytes
from generator.model import File, Page, PlannedFile, Slug, Url, Value
from generator.plan.citations import in_words
from generator.plan.common import GENRES, LEVELS, Everything, script_file
from generator.plan.traditional import Traditional

_HUNDRED = 100
_LINES = 16
"""Speeches in one file of lines: results are shown ten at a time, and ten may stand in ten files."""
_DIGITS = 6
"""Of the digest behind the name of a text.js, so that a browser keeps it until it changes."""
_SHOWN = 7
_TRIED, _READ = 8, 3
"""For examples: so many of the most frequent terms, and so many speeches of two of them."""
_APART = (10, 30, 100)
"""Characters between two terms that an example may ask for."""
_AT = "{at}"
"""In a citation, where the paragraph goes."""


class Example(Value, frozen=True):
    """A query that shows an operator; ``finds``: something in this archive."""

    query: str
    finds: bool
    apart: int = 0


class SearchView(Value, frozen=True):
    """search.html"""

    version: str
    """Of the index; it stands behind the name of each file that the page loads."""
    has_terms: bool
    examples: dict[str, Example]
    """Of each operator that the help explains."""


Odd = dict[str, str]
"""Texts whose traditional form is another than that of their characters one by one."""


def pages(every: Everything) -> Iterator[Page]:
    """The search page."""
    view = SearchView(every.indexes.search.version, bool(every.archive.terms), _examples(every))
    yield Page(Url("/search/"), "search.html", "搜索", view, kind="search")


def _examples(every: Everything) -> dict[str, Example]:
    """An example of each operator, from two of the archive's most frequent terms that stand near each other somewhere, and not in all
    speeches both; 甲 and 乙 where there are none."""
    names = {
        term.term: every.indexes.terms[term.slug].uses
        for term in every.archive.terms
        if term.term.isalnum() and len(term.term) > 1
    }
    frequent = sorted(names, key=lambda name: (-len(names[name]), name))
    tried = [(name, {use.speech for use in names[name]}) for name in frequent[:_TRIED]]
    one, other, apart = _near(every, tried) or ("甲", "乙", 0)
    titles = "\0".join(normalised(speech.title) for speech in every.speeches)
    titled = next((name for name in frequent if normalised(name) in titles), "")
    finds, within = apart > 0, apart or min(_APART)
    return {
        "all": Example(f"{one} {other}", finds),
        "or": Example(f"{one} OR {other}", finds),
        "not": Example(f"{one} -{other}", finds),
        "near": Example(f"{one} ~{within} {other}", finds, within),
        "title": Example(f"题：{titled or one}", bool(titled)),
    }


def _near(every: Everything, terms: list[tuple[str, set[int]]]) -> tuple[str, str, int] | None:
    """Two of some terms (name, speeches) and the number of characters within which they stand in one of a few speeches."""
    for (one, with_one), (other, with_other) in itertools.combinations(terms, 2):
        first, second = normalised(one), normalised(other)
        if first in second or second in first:
            continue
        if not any(
            first in (text := _compared(every, n)) and second not in text
            for n in sorted(with_one - with_other)[:_READ]
        ):
            continue
        for speech in sorted(with_one & with_other)[:_READ]:
            for paragraph in _compared(every, speech).split("\0"):
                for within in _APART:
                    both = f"{first}.{{0,{within}}}{second}|{second}.{{0,{within}}}{first}"
                    if re.search(both, paragraph):
                        return one, other, within
    return None


def _compared(every: Everything, speech: int) -> str:
    """A speech's title and paragraphs as they are compared, ``\\0`` between."""
    about = every.archive.speeches[speech]
    texts = [about.title, about.subtitle, *(block.text for block in every.texts.speeches[speech].blocks)]
    return "\0".join(map(normalised, texts))


def files(every: Everything) -> Iterator[File | PlannedFile]:
    """Every script that the search page may ask for; a speech's text.js stands beside its page."""
    index = every.indexes.search
    convert = Traditional(every)
    yield script_file("/search/fold.js", "yanluFold", *fold_pairs())
    yield script_file("/search/traditional.js", "yanluTraditional", *convert.pairs())
    yield script_file("/search/facts.js", "yanluFacts", _facts(every, convert))
    yield script_file("/search/terms.js", "yanluTerms", *_terms(every, convert))
    yield script_file("/search/names.js", "yanluNames", *_names(every, convert))
    common = digest_of(every.archive.config.script, every.protected, convert.given)
    key = digest_of("titles", common, every.line_digests)
    yield PlannedFile(Url("/search/titles.js"), key, lambda: _titles(every, convert).data)
    for kind in (*index.kinds, index.characters):
        for shard in kind.shards():
            yield PlannedFile(Url(f"/search/{shard.name}.js"), shard.key, shard.make)
    told = digest_of_bytes(msgspec.msgpack.encode((every.archive.config.script, every.protected)))
    for start in range(0, len(every.lines), _LINES):
        some = range(start, min(start + _LINES, len(every.lines)))
        versions = []
        for position in some:
            text, version = _text(every, position, told)
            yield text
            versions.append(version)
        make = functools.partial(_lines, every, convert, some, versions)
        key = digest_of("lines", common, every.line_digests[some.start : some.stop], versions)
        yield PlannedFile(Url(f"/search/lines/{start // _LINES}.js"), key, make)


def _titles(every: Everything, convert: Traditional) -> File:
    """Of each speech its id, its title and its date."""
    titles = [(line.id, line.title, line.date) for line in every.lines]
    odd = convert.odd(text for row in titles for text in row[1:])
    return script_file("/search/titles.js", "yanluTitles", titles, odd)


def _lines(every: Everything, convert: Traditional, some: range, versions: Sequence[str]) -> bytes:
    """Some speeches as a list shows them, each with the version of its text."""
    lines = [(*_line(every, position), version) for position, version in zip(some, versions, strict=True)]
    odd = convert.odd(text for line in lines for text in line[1:_SHOWN])
    return script_file("", "yanluLines", some.start // _LINES, lines, odd).data


def _text(every: Everything, position: int, told: bytes) -> tuple[PlannedFile, str]:
    """A speech's blocks and what of them is irregular in the other script, packed, and its citation.

    In UTF-16, where a character of the packing takes two bytes and not three: its byte order mark goes before what a server says of
    the encoding (https://encoding.spec.whatwg.org/#decode). ``told``: a digest of what the other script depends on.
    """
    speech, config = every.archive.speeches[position], every.archive.config
    citation = in_words(every.speeches[position], config.title + _AT, config.base_url)

    def make() -> bytes:
        text = every.indexes.search.packed[position]
        script = script_file("", "yanluText", speech.id, citation, text.size, "")
        before, after = script.data.decode().rsplit('""', 1)
        data = (f'{before}"'.encode("utf-16-le"), text.characters, f'"{after}'.encode("utf-16-le"))
        return codecs.BOM_UTF16_LE + b"".join(data)

    facts = (every.texts.gists[position].digest, speech.lang, citation, told)
    # The version stands in the site, so nothing goes into it but what the file shows.
    version = digest_of_bytes(msgspec.msgpack.encode(facts)).hex()[:_DIGITS]
    return PlannedFile(Url(f"{urls.speech(speech.id)}text.js"), digest_of("text.js", facts), make), version


def _line(every: Everything, position: int) -> tuple[str, ...]:
    """A speech as a list shows it: id, title, subtitle, date, speakers, place, status."""
    line = every.lines[position]
    return (line.id, line.title, line.subtitle, line.date, "、".join(line.speakers), line.place, line.status)


def _facts(every: Everything, convert: Traditional) -> dict[str, Any]:
    """What every query needs: how the index is cut, the length of each speech, and what filters ask for.

    ``blocks``: the first speech of each; ``sizes``: of the grams of each shard and their places, in bytes, twice the logarithm;
    ``characters``: bytes of each file of characters' places, a family's number or ``u`` and a code point.
    """
    index = every.indexes.search
    sizes = [kind.sizes() for kind in index.kinds[1:]]
    facets = {
        "year": _facet([[s.year] for s in every.speeches], sorted),
        "speaker": _facet(
            [
                [every.main_name("speakers", p.plain_name) for p in s.speakers if p.name]
                for s in every.speeches
            ]
        ),
        "place": _facet([[every.main_name("places", s.place)] if s.place else [] for s in every.speeches]),
        "level": _facet(
            [[s.level] if s.level else [] for s in every.speeches],
            lambda found: [key for key in LEVELS if key in found],
        ),
        "genre": _facet(
            [[s.genre] if s.genre else [] for s in every.speeches],
            lambda found: [key for key in GENRES if key in found],
        ),
        "status": _facet([[s.text_status] for s in every.speeches]),
    }
    labels = {**LEVELS, **GENRES}
    shown = [labels.get(value, value) for facet in facets.values() for value in facet["values"]]
    return {
        "families": index.families,
        "classes": index.classes,
        "blocks": index.starts,
        "lines": _LINES,
        "sizes": [round(2 * math.log2(size + 1)) for size in map(sum, zip(*sizes, strict=True))],
        "characters": {
            name.partition("/")[2]: size
            for name, size in zip(index.characters.names, index.characters.sizes(), strict=True)
        },
        "lengths": [-(-length // _HUNDRED) for length in index.lengths],
        "facets": facets,
        "labels": {"level": LEVELS, "genre": GENRES},
        "odd": convert.odd(shown),
    }


def _facet(
    values: list[list[str]], order: Callable[[dict[str, int]], list[str]] | None = None
) -> dict[str, Any]:
    """The values of a facet, and of each speech the numbers of those that it has; most frequent first unless ``order`` says otherwise."""
    counts: dict[str, int] = {}
    for row in values:
        for value in dict.fromkeys(row):
            counts[value] = counts.get(value, 0) + 1
    known = order(counts) if order else sorted(counts, key=lambda value: (-counts[value], value))
    number = {value: i for i, value in enumerate(known)}
    rows = [[number[value] for value in dict.fromkeys(row)] for row in values]
    return {"values": known, "of": [row[0] if len(row) == 1 else row for row in rows]}


def _terms(every: Everything, convert: Traditional) -> tuple[list[tuple[str, str]], list[list[int]], Odd]:
    """Terms that are used (address, name), and of each speech the numbers of its terms."""
    slugs = sorted(slug for slug, use in every.indexes.terms.items() if use.mentions)
    number = {slug: i for i, slug in enumerate(slugs)}
    rows = [sorted(number[slug] for slug in text.uses) for text in every.texts.gists]
    names = [(slug, every.label_of(Slug(slug))) for slug in slugs]
    return names, rows, convert.odd(name for _, name in names)


def _names(
    every: Everything, convert: Traditional
) -> tuple[list[tuple[Slug, int, list[str], str]], Mapping[str, str], Odd]:
    """What is suggested: each term (slug, uses, name and aliases, what tells a sense from others), how characters of terms and titles are read.

    A label with several senses goes before them; its page lists them.
    """
    uses = {slug: use.mentions for slug, use in every.indexes.terms.items()}
    terms = [
        (
            slug,
            uses.get(slug, 0) + sum(uses[sense.slug] for sense in several),
            [several[0].term],
            f"{len(several)}个义项",
        )
        for slug, several in every.senses.items()
    ]
    terms += [
        (
            term.slug,
            uses[term.slug],
            [term.term, *term.aliases],
            every.sense_notes.get(term.slug, ""),
        )
        for term in every.archive.terms
    ]
    shown = (text for _, _, names, note in terms for text in (*names, note))
    return terms, every.indexes.search.readings, convert.odd(shown)
