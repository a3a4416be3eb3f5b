"""What the indexes need of one text, so that they can be made without reading it again.

In: one annotated text. Out: its ``Gist``, which is small, its ``Details``, and the rows of its concordances. All are remembered with the text.
"""

import functools
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from generator.matcher import key
from generator.model import BlockId, Compact, Mention, Problem, Slug, SpeechId, Text
from generator.script import fold
from generator.sentences import Sentences

REACH = 40
"""Characters of context on each side of a use at most."""
_SUMMARY = 120
_ROW_BYTES = 40
"""What a row takes in a script of rows beside its words, at most."""
NUMERALS = frozenset("零〇一二三四五六七八九十两双百千万0123456789")
"""What a term that counts begins with."""
_BETWEEN = 8
"""Han characters between two neighbours of a formula at most: 两个确立”的决定性意义，增强“四个意识 has eight."""
_BREAK = re.compile(r"[。！？!?；;\n\t]|[，,]把")
"""What ends a formula: a sentence does, and so does 把, which takes the next term as the object of another clause."""
_VERB_REACH = 6
_OPENING, _CLOSING = "“‘「『", "”’」』"
_MARKS = str.maketrans("「」『』", "“”‘’")
"""The other script's quotation marks; the pages in that script get them back."""


class Sentence(Compact, frozen=True):
    """One use with the words of its sentence around it; ``start`` is the offset of ``surface`` in its block."""

    block: BlockId
    start: int
    left: str
    surface: str
    right: str
    voice: str
    part: bool = False
    """Whether the use lies in the mention of a longer term."""


Rows = dict[Slug, tuple[Sentence, ...]]
"""The uses of each term in one text, in its order."""
EncodedRows = dict[Slug, msgspec.Raw]
"""The same as they are remembered: a page of a term reads those of one term from many texts."""


_DECODER = msgspec.msgpack.Decoder(tuple[Sentence, ...])


class Place(Compact, frozen=True):
    """Where a term is used: block, its line in the body, and in whose voice."""

    block: BlockId
    line: int
    voice: str


class Use(Compact, frozen=True):
    """The uses of one term in one text."""

    uses: int
    own: int
    """In the speaker's own words."""
    room: int
    """Bytes that its rows take in a script, at most."""
    room_of_first: int
    digest: bytes
    """Of its rows and of the blocks that they stand in (8)."""


class Written(Compact, frozen=True):
    """Where and how one text writes a term."""

    first: Place
    first_own: int
    """Where among the mentions of the text the first in the speaker's own words stands; -1 where there is none."""
    own_place: Place | None
    forms: dict[str, int]
    """In which forms, quotation marks left out, and how often in each."""


class Part(Compact, frozen=True):
    """A stretch of a formula: a term, or the words between two."""

    text: str
    term: Slug | None = None


class Row(Compact, frozen=True):
    """A formula as it stands in one text."""

    terms: tuple[Slug, ...]
    parts: tuple[Part, ...]
    block: BlockId


class Gist(Compact, frozen=True):
    """What every build needs of each text."""

    speech: SpeechId
    digest: bytes
    """Of the whole text (16)."""
    characters: int
    paragraphs: int
    """Blocks that are no headings."""
    mentions: int
    uses: dict[Slug, Use]
    """In the order in which the terms come up."""
    problems: tuple[Problem, ...]


class Details(Compact, frozen=True):
    """What is asked of some texts, or of those that changed: it is read when it is."""

    summary: str
    """How its first paragraph begins."""
    written: dict[Slug, Written]
    """Of each term that it uses."""
    company: tuple[tuple[Slug, ...], ...]
    """Of each paragraph with a term its terms, sorted, each once; those that lie in a longer mention left out."""
    formulas: tuple[Row, ...]
    """Each once."""


def gist(text: Text, encoded: bytes, *, dossiers: bool = True) -> tuple[Gist, Details, Rows]:
    """The gist of a text, its details and its rows; ``encoded`` is the text as it is remembered.

    Without ``dossiers`` there are no rows, and nothing of a term is known but where, how often and in whose voice it is used.
    """
    rows = _rows(text) if dossiers else {}
    headings = {block.id for block in text.blocks if block.kind == "heading"}
    uses = _uses(text, rows)
    found = Gist(
        text.speech,
        hashlib.sha256(encoded).digest()[:16],
        text.characters,
        len(text.blocks) - len(headings),
        len(text.mentions),
        {slug: use for slug, (use, _) in uses.items()},
        text.problems,
    )
    details = Details(
        next((block.text[:_SUMMARY] for block in text.blocks if block.kind == "paragraph"), ""),
        {slug: written for slug, (_, written) in uses.items()},
        tuple(_company(text, headings)) if dossiers else (),
        tuple(_formulas(text)) if dossiers else (),
    )
    return found, details, rows


def encoded_rows(text: Text) -> EncodedRows:
    """The rows of a text, as they are remembered."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(_rows(text)), type=EncodedRows)


def sentences(rows: EncodedRows, term: Slug) -> tuple[Sentence, ...]:
    """The uses of one term."""
    return _DECODER.decode(rows[term])


def _rows(text: Text) -> Rows:
    blocks = {block.id: block.text for block in text.blocks}
    found_in: dict[BlockId, Sentences] = {}
    here: dict[Slug, list[Sentence]] = defaultdict(list)
    for mention in text.mentions:
        if mention.block not in found_in:
            found_in[mention.block] = Sentences(blocks[mention.block])
        here[mention.term].append(_sentence(blocks[mention.block], found_in[mention.block], mention))
    return {slug: tuple(sentences) for slug, sentences in here.items()}


def _sentence(text: str, sentences: Sentences, mention: Mention) -> Sentence:
    """The sentence of a use, cut to a reach on each side; an ellipsis shows where it was cut."""
    before, stop = sentences.span(mention.start, mention.end)
    first, last = max(before, mention.start - REACH), min(stop, mention.end + REACH)
    left, right = text[first : mention.start].lstrip(), text[mention.end : last].rstrip()
    return Sentence(
        mention.block,
        mention.start,
        f"…{left}" if first > before else left,
        mention.surface,
        f"{right}…" if last < stop else right,
        mention.voice,
        mention.reason == "part",
    )


def _uses(text: Text, rows: Rows) -> dict[Slug, tuple[Use, Written]]:
    lines = {block.id: block.line for block in text.blocks}
    texts = {block.id: block.text for block in text.blocks} if rows else {}
    several: dict[Slug, list[tuple[int, Mention]]] = {}
    for numbered in enumerate(text.mentions):
        several.setdefault(numbered[1].term, []).append(numbered)
    found = {}
    for slug, uses in several.items():
        own = [numbered for numbered in uses if numbered[1].voice == "own"]
        first = _place(uses[0][1], lines)
        if not own:
            written = Written(first, -1, None, _forms(uses) if rows else {})
        else:
            own_place = first if own[0] is uses[0] else _place(own[0][1], lines)
            written = Written(first, own[0][0], own_place, _forms(uses) if rows else {})
        use = Use(len(uses), len(own), 0, 0, b"")
        if here := rows.get(slug, ()):
            sizes = [_ROW_BYTES + 3 * (len(row.left) + len(row.surface) + len(row.right)) for row in here]
            digest = _digest(here, [texts[row.block] for row in here])
            use = Use(len(uses), len(own), sum(sizes), sizes[0], digest)
        found[slug] = use, written
    return found


def _place(mention: Mention, lines: Mapping[BlockId, int]) -> Place:
    return Place(mention.block, lines[mention.block], mention.voice)


def _forms(uses: Sequence[tuple[int, Mention]]) -> dict[str, int]:
    forms: dict[str, int] = {}
    for _, mention in uses:
        name = key(mention.surface)
        forms[name] = forms.get(name, 0) + 1
    return forms


def _digest(*parts: object) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(parts), digest_size=8).digest()


def _company(text: Text, headings: set[BlockId]) -> Iterator[tuple[Slug, ...]]:
    found: dict[BlockId, set[Slug]] = {}
    for mention in text.mentions:
        if mention.reason != "part" and mention.block not in headings:
            found.setdefault(mention.block, set()).add(mention.term)
    return (tuple(sorted(terms)) for terms in found.values())


# ---------------------------------------------------------------------------------------------------- formulas


def _formulas(text: Text) -> Iterator[Row]:
    """Rows of terms that follow each other in one sentence, each once: see ``derive/variants.py``."""
    if len(text.mentions) < 2:
        return
    blocks = {block.id: block.text for block in text.blocks}
    seen: set[tuple[Slug, ...]] = set()
    for row in _rows_of_terms(text.mentions, blocks):
        terms = tuple(mention.term for mention in row)
        if terms not in seen:
            seen.add(terms)
            yield Row(terms, tuple(_parts(blocks[row[0].block], row)), row[0].block)


def _rows_of_terms(mentions: Sequence[Mention], blocks: Mapping[BlockId, str]) -> Iterator[list[Mention]]:
    """Rows of two different terms or more."""
    row: list[Mention] = []
    for before, mention in pairwise(m for m in mentions if _is_member(m, blocks[m.block])):
        if not _follows(before, mention, blocks[mention.block]):
            if len(row) > 1:
                yield row
            row = []
        elif before.term != mention.term:
            row = [*(row or [before]), mention]
        else:  # the same term twice is one
            row = [*row[:-1], mention] if row else []
    if len(row) > 1:
        yield row


def _is_member(mention: Mention, text: str) -> bool:
    """Whether a mention can be part of a formula: 两个维护 and “赶考”, not 统战."""
    if mention.reason == "part":
        return False
    around = text[max(mention.start - 1, 0) : mention.start], text[mention.end : mention.end + 1]
    is_quoted = bool(around[0] and around[1]) and _OPENING.find(around[0]) == _CLOSING.find(around[1]) >= 0
    return is_quoted or text[mention.start : mention.end].lstrip(_OPENING)[:1] in NUMERALS


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A Han character; and what leads a formula in, a few characters behind a mark of punctuation, and the quotation mark that opens.

    Made where there are formulas: a class of all Han characters takes a millisecond to compile.
    """
    han = r"[\u3400-\u9fff]"
    return re.compile(han), re.compile(rf"(?:^|[^\w“‘「『])({han}{{0,4}}[“‘「『]?)$")


def _follows(before: Mention, mention: Mention, text: str) -> bool:
    """Whether a mention stands behind another in one sentence, with a few words between at most."""
    if before.block != mention.block or mention.start < before.end:
        return False
    between = text[before.end : mention.start]
    return len(_patterns()[0].findall(between)) <= _BETWEEN and not _BREAK.search(between)


def _parts(text: str, row: list[Mention]) -> Iterator[Part]:
    """The words of a formula, each stretch in simplified characters."""
    start, end = row[0].start, row[-1].end
    lead = _patterns()[1].search(text, max(0, start - _VERB_REACH), start)
    opening = text[start - 1 : start] if start else ""
    if words := lead[1] if lead else opening if opening in _OPENING else "":
        yield Part(_plain(words))
    at = start
    for mention in row:
        if mention.start > at:
            yield Part(_plain(text[at : mention.start]))
        yield Part(_plain(mention.surface), mention.term)
        at = mention.end
    if (closing := text[end : end + 1]) and closing in _CLOSING:
        yield Part(_plain(closing))


def _plain(words: str) -> str:
    """Words in simplified characters, quotation marks too."""
    return fold(words).translate(_MARKS)
