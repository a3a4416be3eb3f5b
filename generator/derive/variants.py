"""In which forms a term is used, and in which formulas: rows of terms that follow each other in one sentence.

增强“四个意识”、坚定“四个自信”、做到“两个维护” is a formula of three terms. Speakers say such rows as one, and the rows grow: their
first and last dates in the archive tell when a term came into them. A member of a row stands in quotation marks or begins with a
numeral; other terms are words like any between two members. Only plain records are counted; formulas need a date.
"""

from collections.abc import Iterable, Sequence

from generator.derive.blocks import Blocks
from generator.gist import Details, Part
from generator.model import Archive, BlockId, Compact, Slug, Value

_MOST = 12


class Form(Value, frozen=True):
    """One form in which a term is written, quotation marks left out."""

    surface: str
    uses: int
    """In plain records."""
    first: str
    """Years of the first and last dated plain record that has it; empty where none has."""
    last: str


class Formula(Compact, frozen=True):
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


class _Sum(Compact, frozen=True):
    """What the plain records of a block have; positions count from its beginning."""

    forms: dict[Slug, dict[str, tuple[int, str, str]]]
    """Of each term its forms: uses, first and last year."""
    formulas: tuple[Formula, ...]


def variants(archive: Archive, details: Sequence[Details], blocks: Blocks) -> Variants:
    """Forms and formulas of every term."""
    forms: dict[Slug, dict[str, tuple[int, str, str]]] = {}
    formulas: dict[tuple[Slug, ...], Formula] = {}
    sums = blocks.sums("variants", _Sum, lambda some: _sum(archive, details, some))
    for block, one in zip(blocks.all, sums, strict=True):
        for slug, here in one.forms.items():
            row = forms.setdefault(slug, {})
            for name, counted in here.items():
                row[name] = _both(row.get(name), counted)
        for formula in one.formulas:
            known = formulas.get(formula.terms)
            formulas[formula.terms] = _together(known, formula, block.start)
    return Variants({slug: _ranked(row) for slug, row in sorted(forms.items())}, _by_term(formulas.values()))


def _sum(archive: Archive, details: Sequence[Details], some: range) -> _Sum:
    forms: dict[Slug, dict[str, tuple[int, str, str]]] = {}
    formulas: dict[tuple[Slug, ...], Formula] = {}
    for position in some:
        speech, text = archive.speeches[position], details[position]
        if not speech.counts_in_statistics:
            continue
        year = speech.year if speech.year != "undated" else ""
        for slug, written in text.written.items():
            row = forms.setdefault(slug, {})
            for name, number in written.forms.items():
                row[name] = _both(row.get(name), (number, year, year))
        at = position - some.start
        for one in text.formulas if year else ():
            here = Formula(one.terms, one.parts, one.block, at, at, 1)
            formulas[one.terms] = _together(formulas.get(one.terms), here, 0)
    return _Sum(forms, tuple(formulas.values()))


def _both(known: tuple[int, str, str] | None, more: tuple[int, str, str]) -> tuple[int, str, str]:
    """Uses of a form, its first and its last year, where ``more`` are later ones."""
    if known is None:
        return more
    return known[0] + more[0], known[1] or more[1], more[2] or known[2]


def _together(known: Formula | None, more: Formula, start: int) -> Formula:
    """A formula as it is known, and as later speeches have it, whose positions count from ``start``."""
    first = known or more
    at = known.first if known else start + more.first
    speeches = more.speeches + (known.speeches if known else 0)
    return Formula(more.terms, first.parts, first.block, at, start + more.last, speeches)


def _ranked(row: dict[str, tuple[int, str, str]]) -> tuple[Form, ...]:
    ranked = sorted(row.items(), key=lambda pair: (-pair[1][0], pair[0]))
    return tuple(Form(name, *counted) for name, counted in ranked[:_MOST])


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
