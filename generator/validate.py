"""Archive to problems between documents: what no single file shows. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.fields import near
from generator.gist import Details, Gist
from generator.matcher import key, sense_pages
from generator.model import Archive, Bounds, Level, Problem, Speech, SpeechId, Term

RESERVED = frozenset(
    "speeches terms years speakers places meetings levels reuse search raw data assets chart offices genres zh-hant static feed sitemap robots 404".split()
)


def validate(archive: Archive) -> list[Problem]:
    """Duplicate names, dangling references and contradictions."""
    problems: list[Problem] = []
    problems += _names(archive.terms)
    problems += _references(archive)
    problems += _senses(archive.terms)
    problems += _same_text(archive.speeches)
    problems += _undecided(archive.speeches)
    for article in archive.articles:
        if article.slug in RESERVED:
            problems.append(
                _problem(
                    article.path,
                    1,
                    "duplicate-url",
                    f"/{article.slug}/ is an address of the site itself: choose another file name",
                )
            )
    return problems


def _undecided(speeches: Iterable[Speech]) -> Iterator[Problem]:
    """Marks that a merge left in a text: two wordings stand there, and an editor chooses."""
    for speech in speeches:
        for line in speech.undecided:
            message = "a merge is not decided here: choose between the two wordings and take out the lines <<<<<<<, ======= and >>>>>>>"
            yield _problem(speech.path, line, "conflict", message)


def unused_terms(archive: Archive, used: Iterable[str]) -> list[Problem]:
    """A note for every term that no speech uses."""
    known = set(used)
    return [
        Problem(term.path, 1, "note", "unused-term", f"no speech uses “{term.term}”")
        for term in archive.terms
        if term.slug not in known
    ]


def anachronisms(archive: Archive, gists: Sequence[Gist], details: Sequence[Details]) -> list[Problem]:
    """A warning for each term that a speech uses before it was coined or after it went out of use, at its first place.

    A quotation may be older than the speech, so only what is too new counts there; texts that are no plain record say so themselves.
    """
    terms = {term.slug: term for term in archive.terms if term.coined or term.until}
    problems = []
    for position, speech in enumerate(archive.speeches):
        if speech.date is None or not speech.counts_in_statistics:
            continue
        for slug in gists[position].uses.keys() & terms.keys():
            term = terms[slug]
            if term.coined and speech.date.latest and speech.date.latest < term.coined.earliest:
                why = f"“{term.term}” is first known in {term.coined.text}, and this speech is dated {speech.date.text}"
            elif (
                term.until
                and term.until.latest
                and speech.date.earliest > term.until.latest
                and details[position].written[slug].first.voice == "own"
            ):
                why = f"“{term.term}” went out of use in {term.until.text}, and this speech is dated {speech.date.text}"
            else:
                continue
            line = speech.body_line + details[position].written[slug].first.line
            problems.append(_problem(speech.path, line, "anachronism", why, "warning"))
    return problems


def open_dates(
    archive: Archive, details: Sequence[Details], bounds: Mapping[SpeechId, Bounds]
) -> list[Problem]:
    """For each speech whose date is open a note on what its phrases say; a warning where they contradict each other."""
    names = {term.slug: term.term for term in archive.terms}
    problems = []
    for position, speech in enumerate(archive.speeches):
        if speech.id not in bounds:
            continue
        here = bounds[speech.id]
        places = {
            place.block: speech.body_line + place.line
            for written in details[position].written.values()
            for place in (written.first, written.own_place)
            if place
        }
        said = [
            f"{word} {bound.date.text} (“{names[bound.term]}”, line {places[bound.block]})"
            for word, bound in (("not before", here.not_before), ("not after", here.not_after))
            if bound
        ]
        dated = f"dated {speech.date.text}" if speech.date else "undated"
        message = f"{dated}; its phrases say: {', '.join(said)}"
        if here.contradict:
            message += ": they contradict each other"
        elif here.speak_against(speech.date):
            message += ": they contradict the date"
        level: Level = "warning" if here.contradict and speech.counts_in_statistics else "note"
        problems.append(_problem(speech.path, 1, "date-bounds", message, level))
    return problems


def _problem(path: str, line: int, code: str, message: str, level: Level = "error") -> Problem:
    return Problem(path, line, level, code, message)


def _names(terms: tuple[Term, ...]) -> Iterator[Problem]:
    owners: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        for name in dict.fromkeys(key(name) for name in (term.term, *term.aliases)):
            owners[name].append(term)
        if "" in map(key, (term.term, *term.aliases, *term.short)):
            yield _problem(term.path, 1, "empty-name", "a name of this term is nothing but quotation marks")
        for name in term.short:
            if not term.contexts:
                yield _problem(
                    term.path,
                    1,
                    "no-context",
                    f"short name “{name}” is never recognised: it needs words under contexts",
                )
    for name, owning in owners.items():
        if len({term.term for term in owning}) > 1:
            for term in owning[1:]:
                other = next((o for o in owning if o.term != term.term), owning[0])
                yield _problem(
                    term.path,
                    1,
                    "duplicate-term",
                    f"the name “{name}” is also a name of “{other.term}” ({other.path})",
                )


def _senses(terms: tuple[Term, ...]) -> Iterator[Problem]:
    by_label: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        by_label[key(term.term)].append(term)
    slugs = {term.slug: term for term in terms}
    pages = sense_pages(terms)
    for senses in by_label.values():
        if len(senses) < 2:
            continue
        page = pages.get(senses[0].term, senses[0].slug)
        if page in slugs and page in pages.values():
            yield _problem(
                slugs[page].path,
                1,
                "duplicate-url",
                f"/terms/{page}/ is the list of the senses of “{senses[0].term}”: give this file a longer name",
            )
        if sum(sense.default for sense in senses) > 1:
            yield _problem(
                senses[1].path,
                1,
                "two-defaults",
                f"more than one sense of “{senses[0].term}” has default: true",
            )
        for sense in senses:
            if not (sense.contexts or sense.scope or sense.default or sense.coined or sense.until):
                yield _problem(
                    sense.path,
                    1,
                    "no-context",
                    f"nothing tells this sense of “{sense.term}”: add contexts, scope or default",
                    "warning",
                )


def _references(archive: Archive) -> Iterator[Problem]:
    slugs = {term.slug for term in archive.terms}
    ids = {speech.id for speech in archive.speeches}
    names = {key(name) for term in archive.terms for name in (term.term, *term.aliases, *term.short)}
    for term in archive.terms:
        for field, targets in (("see", term.see), ("part_of", term.part_of)):
            for target in targets:
                if target not in slugs:
                    yield _problem(
                        term.path,
                        1,
                        "dangling-see",
                        f"{field}: there is no term “{target}”{near(target, slugs)}",
                    )
                elif target == term.slug:
                    yield _problem(term.path, 1, "dangling-see", f"{field}: “{target}” is this very term")
    for speech in archive.speeches:
        if speech.version_of and speech.version_of not in ids:
            yield _problem(
                speech.path,
                1,
                "dangling-version",
                f"version_of: there is no speech “{speech.version_of}”{near(speech.version_of, ids)}",
            )
        for name in speech.unlink:
            if name not in slugs and key(name) not in names:
                yield _problem(
                    speech.path, 1, "unknown-term", f"unlink: unknown term “{name}”{near(name, names)}"
                )
        if (
            speech.date
            and speech.published
            and speech.date.earliest
            and speech.published.latest
            and speech.date.earliest > speech.published.latest
        ):
            yield _problem(
                speech.path,
                1,
                "date-order",
                f"delivered {speech.date.text}, but published {speech.published.text}",
                "warning",
            )
    yield from _spans(archive)


def _spans(archive: Archive) -> Iterator[Problem]:
    """A term that ended before it began."""
    for term in archive.terms:
        if term.coined and term.until and term.until.latest and term.coined.earliest > term.until.latest:
            yield _problem(
                term.path, 1, "date-order", f"until {term.until.text} is before coined {term.coined.text}"
            )


def _same_text(speeches: tuple[Speech, ...]) -> Iterator[Problem]:
    first: dict[str, Speech] = {}
    for speech in speeches:
        same = first.setdefault(speech.body_sha256, speech)
        if same is not speech and speech.body_characters > 40 and not speech.version_of:
            why = f"the same text as {same.path}"
            yield _problem(speech.path, speech.body_line, "same-text", why, "warning")
