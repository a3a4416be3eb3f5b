"""In which forms a term is used, and in which formulas: rows of terms that follow each other in one sentence.

增强“四个意识”、坚定“四个自信”、做到“两个维护” is a formula of three terms. Speakers say such rows as one, and the rows grow: their
first and last dates in the archive tell when a term came into them. A member of a row stands in quotation marks or begins with a
numeral; other terms are words like any between two members. Only plain records are counted; formulas need a date.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from generator.derive.near import NUMERALS
from generator.matcher import key
from generator.model import Archive, BlockId, Mention, Slug, Speech, Text, Value
from generator.script import fold

_BETWEEN = 8
"""Han characters between two neighbours of a formula at most: 两个确立”的决定性意义，增强“四个意识 has eight."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_BREAK = re.compile(r"[。！？!?；;\n\t]|[，,]把")
"""What ends a formula: a sentence does, and so does 把, which takes the next term as the object of another clause."""
_VERB = re.compile(r"(?:^|[^\w“‘「『])([\u3400-\u9fff]{0,4}[“‘「『]?)$")
"""What leads a formula in: a few characters behind a mark of punctuation, and the quotation mark that opens."""
_VERB_REACH = 6
_OPENING, _CLOSING = "“‘「『", "”’」』"
_MARKS = str.maketrans("「」『』", "“”‘’")
"""The other script's quotation marks; the pages in that script get them back."""
_MOST = 12


class Form(Value, frozen=True):
    """One form in which a term is written, quotation marks left out."""

    surface: str
    uses: int
    """In plain records."""
    first: str
    """Years of the first and last dated plain record that has it; empty where none has."""
    last: str


class Part(Value, frozen=True):
    """A stretch of a formula: a term, or the words between two."""

    text: str
    term: Slug | None = None


class Formula(Value, frozen=True):
    """A row of terms that follow each other, as it stands in the first speech that has it."""

    terms: tuple[Slug, ...]
    parts: tuple[Part, ...]
    block: BlockId
    first: int
    """Positions of the first and the last dated plain record that has it."""
    last: int
    speeches: int


class Variants(Value, frozen=True):
    """By term: its forms, most frequent first, and its formulas by first date."""

    forms: dict[Slug, tuple[Form, ...]]
    formulas: dict[Slug, tuple[Formula, ...]]


def variants(archive: Archive, texts: Sequence[Text]) -> Variants:
    """Forms and formulas of every term."""
    forms: dict[Slug, dict[str, tuple[int, str, str]]] = {}
    formulas: dict[tuple[Slug, ...], Formula] = {}
    names: dict[str, str] = {}
    for position, (speech, text) in enumerate(zip(archive.speeches, texts, strict=True)):
        if not speech.counts_in_statistics:
            continue
        year = speech.year if speech.year != "undated" else ""
        for mention in text.mentions:
            name = names.get(mention.surface) or names.setdefault(mention.surface, key(mention.surface))
            row = forms.setdefault(mention.term, {})
            uses, first, last = row.get(name, (0, "", ""))
            row[name] = (uses + 1, first or year, year or last)
        if year:
            _collect(formulas, position, speech, text)
    return Variants({slug: _ranked(row) for slug, row in sorted(forms.items())}, _by_term(formulas.values()))


def _ranked(row: dict[str, tuple[int, str, str]]) -> tuple[Form, ...]:
    ranked = sorted(row.items(), key=lambda pair: (-pair[1][0], pair[0]))
    return tuple(Form(name, *counted) for name, counted in ranked[:_MOST])


def _collect(formulas: dict[tuple[Slug, ...], Formula], position: int, speech: Speech, text: Text) -> None:
    """Add the formulas of one speech, each once."""
    blocks: dict[BlockId, str] = {}
    seen: set[tuple[Slug, ...]] = set()
    for row in _rows(text, blocks):
        terms = tuple(mention.term for mention in row)
        if terms in seen:
            continue
        seen.add(terms)
        known = formulas.get(terms)
        if known is None:
            parts = tuple(_parts(blocks[row[0].block], row))
            formulas[terms] = Formula(terms, parts, row[0].block, position, position, 1)
        else:
            formulas[terms] = Formula(
                terms, known.parts, known.block, known.first, position, known.speeches + 1
            )


def _rows(text: Text, blocks: dict[BlockId, str]) -> Iterator[list[Mention]]:
    """Rows of two different terms or more; ``blocks`` is filled where a block has two mentions."""
    if len(text.mentions) < 2:
        return
    blocks.update((block.id, block.text) for block in text.blocks)
    row: list[Mention] = []
    for before, mention in pairwise(m for m in text.mentions if _is_member(m, blocks[m.block])):
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


def _follows(before: Mention, mention: Mention, text: str) -> bool:
    """Whether a mention stands behind another in one sentence, with a few words between at most."""
    if before.block != mention.block or mention.start < before.end:
        return False
    between = text[before.end : mention.start]
    return len(_HAN.findall(between)) <= _BETWEEN and not _BREAK.search(between)


def _parts(text: str, row: list[Mention]) -> Iterator[Part]:
    """The words of a formula, each stretch in simplified characters."""
    start, end = row[0].start, row[-1].end
    lead = _VERB.search(text, max(0, start - _VERB_REACH), start)
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


def _by_term(formulas: Iterable[Formula]) -> dict[Slug, tuple[Formula, ...]]:
    """Of each term the formulas that most speeches have, in the order in which they came up."""
    found: dict[Slug, list[Formula]] = {}
    for formula in formulas:
        for slug in dict.fromkeys(formula.terms):
            found.setdefault(slug, []).append(formula)
    return {
        slug: tuple(sorted(sorted(row, key=_frequency)[:_MOST], key=lambda one: (one.first, one.terms)))
        for slug, row in sorted(found.items())
    }


def _frequency(formula: Formula) -> tuple[int, int, tuple[Slug, ...]]:
    return -formula.speeches, formula.first, formula.terms
