"""In which forms a term is used, and in which formulas: rows of terms that follow each other in one sentence.

增强“四个意识”、坚定“四个自信”、做到“两个维护” is a formula of three terms. Speakers say such rows as one, and the rows grow: their
first and last dates in the archive tell when a term came into them. A member of a row stands in quotation marks or begins with a
numeral; other terms are words like any between two members. Only plain records are counted; formulas need a date.
"""

from collections.abc import Iterable, Sequence

from generator.gist import Gist, Part
from generator.model import Archive, BlockId, Slug, Value

_MOST = 12


class Form(Value, frozen=True):
    """One form in which a term is written, quotation marks left out."""

    surface: str
    uses: int
    """In plain records."""
    first: str
    """Years of the first and last dated plain record that has it; empty where none has."""
    last: str


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


def variants(archive: Archive, gists: Sequence[Gist]) -> Variants:
    """Forms and formulas of every term."""
    forms: dict[Slug, dict[str, tuple[int, str, str]]] = {}
    formulas: dict[tuple[Slug, ...], Formula] = {}
    for position, (speech, text) in enumerate(zip(archive.speeches, gists, strict=True)):
        if not speech.counts_in_statistics:
            continue
        year = speech.year if speech.year != "undated" else ""
        for slug, use in text.uses.items():
            row = forms.setdefault(slug, {})
            for name, number in use.forms.items():
                uses, first, last = row.get(name, (0, "", ""))
                row[name] = (uses + number, first or year, year or last)
        for one in text.formulas if year else ():
            known = formulas.get(one.terms)
            formulas[one.terms] = (
                Formula(one.terms, one.parts, one.block, position, position, 1)
                if known is None
                else Formula(one.terms, known.parts, known.block, known.first, position, known.speeches + 1)
            )
    return Variants({slug: _ranked(row) for slug, row in sorted(forms.items())}, _by_term(formulas.values()))


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
