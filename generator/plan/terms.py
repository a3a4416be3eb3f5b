"""Pages of terms: each term with its card and its concordance, and each list of senses."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from generator import dates, urls
from generator.derive.terms import TermUse
from generator.derive.vocabulary import ENOUGH, PER
from generator.memo import digest_of
from generator.model import Page, Planned, Slug, Term, Url
from generator.plan import uses
from generator.plan.chart import has_chart
from generator.plan.common import Everything, planned
from generator.plan.concordance import Concordances, OnTermPage
from generator.plan.dossier import Users, around, company, forms, formulas, near
from generator.plan.entries import entry_digest, facts_of, gloss, senses_view
from generator.plan.years import span_of_years
from generator.views.common import Link
from generator.views.terms import (
    Basis,
    CardView,
    SenseLine,
    SensesCardView,
    TermView,
    YearBar,
)

files = uses.files


class _Held:
    """What the archive has of plain records: by year their number and their characters, and the number of those without a year."""

    def __init__(self, every: Everything) -> None:
        self.speeches: Counter[str] = Counter()
        self.characters: Counter[str] = Counter()
        for holding in every.indexes.counts.holdings:
            if holding.cell.plain and holding.cell.year != "undated":
                self.speeches[holding.cell.year] += holding.speeches
                self.characters[holding.cell.year] += holding.characters
        self.undated = sum(
            holding.speeches
            for holding in every.indexes.counts.holdings
            if holding.cell.plain and holding.cell.year == "undated"
        )
        self.known = {year.year for year in every.indexes.years if year.year != "undated"}
        self.span = span_of_years(self.known)
        self.chart = Url("/chart/") if has_chart(every) else None
        self.silent = {year: self.bar(year, 0, 0) for year in self.span}
        """The years of a term that none of them uses."""

    def bar(self, year: str, mentions: int, using: int) -> YearBar:
        """A year of a term."""
        speeches, characters = self.speeches[year], self.characters[year]
        rate = f"{mentions * PER / characters:.2f}" if speeches >= ENOUGH and characters else ""
        return YearBar(year, mentions, using, speeches, rate, urls.year(year) if year in self.known else None)


def pages(every: Everything) -> Iterator[Planned]:
    """Every term page with its card and the pages of its concordance, and every list of senses."""
    held, users, concordances = _Held(every), Users(every), Concordances(every)
    for term in every.archive.terms:
        entry = entry_digest(every, term)
        rows, parts = concordances.of(term.slug, term.term)
        bars = tuple(_bars(held, every.indexes.terms[term.slug]))
        yield _dossier(every, held, users, term, entry, bars, rows)
        yield _card(every, term, entry, bars)
        yield from parts
    for slug, senses in every.senses.items():
        yield from _senses(every, concordances, slug, senses)


def _dossier(
    every: Everything,
    held: _Held,
    users: Users,
    term: Term,
    entry: bytes,
    bars: tuple[YearBar, ...],
    rows: OnTermPage,
) -> Planned:
    """The page of a term."""
    use = every.indexes.terms[term.slug]
    basis = _basis(held, use)
    counts = (use.mentions, len(use.uses), basis, bars, held.chart)
    key = digest_of(
        "term", entry, counts, _days(every, use), users.key(use), around(every, term.slug), rows.key
    )

    def make() -> tuple[Page, ...]:
        view = TermView(
            **msgspec.structs.asdict(facts_of(every, term)),
            first=_day(every, use.first),
            last=_day(every, use.last),
            basis=basis,
            years=bars,
            chart=Url(f"{held.chart}?t={term.slug}") if held.chart and use.by_year else None,
            chart_all=Url(f"{held.chart}?t={term.slug}&all=1") if held.chart and use.left_out else None,
            who=tuple(users.of(use)),
            company=tuple(company(every, term.slug)),
            near=tuple(near(every, term.slug)),
            forms=tuple(forms(every, term)),
            formulas=tuple(formulas(every, term.slug)),
            concordance=rows.make(),
        )
        return (Page(urls.term(term.slug), "term.html", term.term, view, gloss(every, term), "term"),)

    return Planned(urls.term(term.slug), "term", term.term, key, make)


def _basis(held: _Held, use: TermUse) -> Basis:
    return Basis(
        held=held.speeches.total(),
        using=sum(using for _, using in use.by_year.values()),
        undated_speeches=use.undated_speeches,
        undated=use.undated,
        dated=sum(mentions for mentions, _ in use.by_year.values()),
        left_out=use.left_out,
        held_undated=held.undated,
    )


def _day(every: Everything, position: int | None) -> Link | None:
    """The date of a speech, leading to it."""
    return None if position is None else Link(every.lines[position].date, every.lines[position].url)


def _days(every: Everything, use: TermUse) -> bytes:
    """Digests of the speeches of ``first`` and ``last``."""
    return b"".join(every.line_digests[day] for day in (use.first, use.last) if day is not None)


def _bars(held: _Held, use: TermUse) -> Iterator[YearBar]:
    """Every year of the archive, from its first to its last, those without a plain record too."""
    for year in held.span if use.by_year else ():
        yield held.bar(year, *use.by_year[year]) if year in use.by_year else held.silent[year]


def _card(every: Everything, term: Term, entry: bytes, bars: tuple[YearBar, ...]) -> Planned:
    """What the popover shows of a term."""
    url = Url(urls.term(term.slug) + "card.js")
    years = tuple((bar.year, bar.mentions, bar.held > 0) for bar in bars)
    key = digest_of("card", entry, every.indexes.terms[term.slug].mentions, years)

    def make() -> tuple[Page, ...]:
        return (Page(url, "card.html", term.term, _card_view(every, term, years), kind="card"),)

    return Planned(url, "card", term.term, key, make)


def _card_view(every: Everything, term: Term, years: tuple[tuple[str, int, bool], ...]) -> CardView:
    first = every.texts.definitions[term.slug].blocks[:1]
    here = {block.id for block in first}
    mentions = tuple(m for m in every.texts.definitions[term.slug].mentions if m.block in here)
    last = term.items[-1] if term.items else None
    return CardView(
        term=term.term,
        slug=term.slug,
        url=urls.term(term.slug),
        pinyin=every.readings[term.term].pinyin,
        english=term.english,
        blocks=first,
        mentions=mentions,
        term_names=every.names_of(mentions),
        items=last.list if last else (),
        since=dates.in_words(last.since) if last and last.since and len(term.items) > 1 else "",
        total=every.indexes.terms[term.slug].mentions,
        years=years,
    )


def _senses(
    every: Everything, concordances: Concordances, slug: Slug, senses: list[Term]
) -> Iterator[Planned]:
    """The list of the senses of a label, its card, and the pages of its concordance."""
    name, url = senses[0].term, urls.term(slug)
    rows, parts = concordances.of(slug, name)
    view = senses_view(every, slug)

    def make() -> tuple[Page, ...]:
        whole = msgspec.structs.replace(view, concordance=rows.make())
        return (Page(url, "senses.html", name, whole, kind="senses"),)

    yield Planned(url, "senses", name, digest_of("senses", view, rows.key), make)
    lines = tuple(SenseLine(s.term, s.url, s.scope, s.gloss) for s in view.senses)
    card = SensesCardView(name, slug, url, view.pinyin, lines)
    yield planned(Page(Url(url + "card.js"), "senses_card.html", name, card, kind="card"))
    yield from parts
