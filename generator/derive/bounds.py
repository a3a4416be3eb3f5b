"""What the set phrases of a speech say about its date: not before the youngest was coined, not after the oldest went out of use.
Given is what the date itself does not say.

Only ``coined`` and ``until`` of the glossary count, so a word that is older than its fame gives no bound. A quotation may be
older than the speech: its phrases count for the lower bound only.
"""

from collections.abc import Iterator, Sequence

from generator.model import Archive, Bound, Bounds, Mention, Slug, Span, Speech, SpeechId, Term, Text


def bounds(archive: Archive, texts: Sequence[Text]) -> dict[SpeechId, Bounds]:
    """The bounds of each speech whose date is open to doubt, where its phrases give any."""
    terms = {term.slug: term for term in archive.terms if term.coined or term.until}
    found = {}
    for speech, text in zip(archive.speeches, texts, strict=True):
        if is_open(speech):
            here = _news(speech.date, _not_before(terms, text.mentions), _not_after(terms, text.mentions))
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


def _not_before(terms: dict[Slug, Term], mentions: Sequence[Mention]) -> Bound | None:
    """The youngest phrase, at its first place."""
    dated = list(
        _with(mentions, {slug: t.coined for slug, t in terms.items() if t.coined and t.coined.earliest})
    )
    return max(dated, key=lambda bound: bound.date.earliest, default=None)


def _not_after(terms: dict[Slug, Term], mentions: Sequence[Mention]) -> Bound | None:
    """The phrase that went out of use first, at its first place in the speaker's own words."""
    own = [mention for mention in mentions if mention.voice == "own"]
    dated = list(_with(own, {slug: t.until for slug, t in terms.items() if t.until and t.until.latest}))
    return min(dated, key=lambda bound: bound.date.latest, default=None)


def _with(mentions: Sequence[Mention], dates: dict[Slug, Span]) -> Iterator[Bound]:
    for mention in mentions:
        if mention.term in dates:
            yield Bound(mention.term, mention.block, dates[mention.term])
