"""What the page of a term says beyond its entry: who uses it, its company, what is near it, its forms and formulas.

Only plain records are counted.
"""

from array import array
from collections.abc import Iterator

from generator import urls
from generator.derive.terms import TermUse
from generator.memo import digest_of
from generator.model import Slug, Term, Url
from generator.plan.common import LEVELS, Everything
from generator.views.common import Link
from generator.views.terms import CompanyLine, FormLine, FormulaLine, FormulaPart, Who, WhoGroup


class Users:
    """Who speaks, where, and at which level: of every plain record, looked up once."""

    def __init__(self, every: Everything) -> None:
        self._every = every
        self._urls: dict[tuple[str, str], Url] = {}
        self._names = {
            facet: [
                names if is_counted else ()
                for names, is_counted in zip(every.names[facet], every.counts, strict=True)
            ]
            for facet in ("speakers", "places", "levels")
        }

    def key(self, use: TermUse) -> bytes:
        """All that ``of`` depends on."""
        who = b"".join([self._every.who_digests[one.speech] for one in use.uses])
        return who + array("I", [one.uses for one in use.uses]).tobytes()

    def of(self, use: TermUse) -> Iterator[WhoGroup]:
        """Speakers, places and levels with their uses and speeches, most uses first."""
        for facet, names in self._names.items():
            found: dict[str, list[int]] = {}
            for one in use.uses:
                for name in names[one.speech]:
                    row = found.setdefault(name, [0, 0])
                    row[0] += one.uses
                    row[1] += 1
            lines = [self._line(facet, name, *row) for name, row in found.items()]
            if lines:
                yield WhoGroup(facet, tuple(sorted(lines, key=_frequency)))

    def _line(self, facet: str, name: str, uses: int, speeches: int) -> Who:
        if facet == "levels":
            return Who(LEVELS[name], self._every.facet_url(facet, name), uses, speeches)
        if (facet, name) not in self._urls:
            self._urls[facet, name] = self._every.facet_url(facet, name)
        return Who(name, self._urls[facet, name], uses, speeches)


def _frequency(line: Who) -> tuple[int, int, str]:
    return -line.uses, -line.speeches, line.url


def around(every: Everything, slug: Slug) -> bytes:
    """Digest of all that company, near terms, forms and formulas show."""
    indexes, names = every.indexes, every.name_digests
    company, near = indexes.company.get(slug, ()), indexes.near.get(slug, ())
    formulas = indexes.variants.formulas.get(slug, ())
    lines = every.line_digests
    return digest_of(
        company,
        [names[one.term] for one in company],
        [(names[other], indexes.terms[other].mentions) for other in near],
        near,
        indexes.variants.forms.get(slug, ()),
        [
            (one.terms, one.parts, one.block, one.speeches, lines[one.first], lines[one.last])
            for one in formulas
        ],
    )


def company(every: Everything, slug: Slug) -> Iterator[CompanyLine]:
    """Terms that stand in the same paragraphs more often than chance would have it."""
    for one in every.indexes.company.get(slug, ()):
        yield CompanyLine(every.label_of(one.term), urls.term(one.term), one.paragraphs, one.speeches)


def near(every: Everything, slug: Slug) -> Iterator[Link]:
    """Terms with a similar name."""
    for other in every.indexes.near.get(slug, ()):
        yield Link(every.label_of(other), urls.term(other), every.indexes.terms[other].mentions)


def forms(every: Everything, term: Term) -> Iterator[FormLine]:
    """The forms in which a term is written, where there is more to tell than its name."""
    found = every.indexes.variants.forms.get(term.slug, ())
    if len(found) < 2:
        return
    for form in found:
        years = form.first if form.first == form.last else f"{form.first}–{form.last}"
        yield FormLine(form.surface, form.uses, years)


def formulas(every: Everything, slug: Slug) -> Iterator[FormulaLine]:
    """The formulas in which a term stands, in the order in which they came up, and what each brings in. Another order of the same terms brings in nothing."""
    before: set[Slug] = set()
    for formula in every.indexes.variants.formulas.get(slug, ()):
        parts = tuple(
            FormulaPart(
                part.text,
                urls.term(part.term) if part.term else None,
                bool(before) and part.term is not None and part.term not in before,
                part.term == slug,
            )
            for part in formula.parts
        )
        first, last = every.lines[formula.first], every.lines[formula.last]
        yield FormulaLine(
            parts,
            first.date,
            last.date if formula.last != formula.first else "",
            Url(f"{first.url}#{formula.block}"),
            formula.speeches,
        )
        before.update(formula.terms)
