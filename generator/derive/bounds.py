"""What the set phrases of a speech say about its date: not before the youngest was coined, not after the oldest went out of use.
Given is what the date itself does not say.

Only ``coined`` and ``until`` of the glossary count, so a word that is older than its fame gives no bound. A quotation may be
older than the speech: its phrases count for the lower bound only.
"""

from collections.abc import Mapping, Sequence

from generator.gist import Details, Written
from generator.model import Archive, Bound, Bounds, Slug, Span, Speech, SpeechId, Term


def bounds(archive: Archive, details: Sequence[Details]) -> dict[SpeechId, Bounds]:
    """The bounds of each speech whose date is open to doubt, where its phrases give any."""
    terms = {term.slug: term for term in archive.terms if term.coined or term.until}
    found = {}
    for position, speech in enumerate(archive.speeches):
        if is_open(speech):
            written = details[position].written
            here = _news(speech.date, _not_before(terms, written), _not_after(terms, written))
            if here != Bounds():
                found[speech.id] = here
    return found


def is_open(speech: Speech) -> bool:
    """Whether a reader may doubt the date: there is none, no single year, or the text is no plain record."""
    return not speech.withdrawn and (speech.year == "undated" or not speech.counts_in_statistics)


def _news(date: Span | None, before: Bound | None, after: Bound | None) -> Bounds:
    """Of two bounds those that say more than the date does."""
    if before and date and date.earliest and before.date.earliest <= date.earliest:
        before = None
    if after and date and date.latest and after.date.latest >= date.latest:
        after = None
    return Bounds(before, after)


def _not_before(terms: dict[Slug, Term], written: Mapping[Slug, Written]) -> Bound | None:
    """The youngest phrase, at its first place."""
    dated = [
        Bound(slug, use.first.block, coined)
        for slug, use in written.items()
        if slug in terms and (coined := terms[slug].coined) and coined.earliest
    ]
    return max(dated, key=lambda bound: bound.date.earliest, default=None)


def _not_after(terms: dict[Slug, Term], written: Mapping[Slug, Written]) -> Bound | None:
    """The phrase that went out of use first, at its first place in the speaker's own words."""
    own = sorted(
        (use.first_own, slug, use.own_place)
        for slug, use in written.items()
        if slug in terms and use.own_place
    )
    dated = [
        Bound(slug, place.block, until)
        for _, slug, place in own
        if place and (until := terms[slug].until) and until.latest
    ]
    return min(dated, key=lambda bound: bound.date.latest, default=None)
