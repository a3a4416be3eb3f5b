"""How the entries of a glossary fare in the archive: which no speech uses, which are linked too often, which matches were refused."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from generator.model import BlockId, Mention, Slug, SpeechId, Term, Text, Value
from generator.sentences import Sentences

_SHARE = 0.5
_EACH = 5
_LEAST = 10
"""A term is busy where more than half of at least ten speeches use it, five times each or more."""
_PLACES = 3
_REACH = 12


class Busy(Value, frozen=True):
    """A term that most speeches use, and use often: its links may say little."""

    term: Term
    speeches: int
    uses: int
    links: int


class Rejected(Value, frozen=True):
    """Matches of a term that were refused because its characters belong to other words (straddle) or by ``not_in``."""

    term: Term
    reason: str
    times: int
    uses: int
    """Matches that were taken."""
    places: tuple[tuple[SpeechId, BlockId, str], ...]
    """The first few, each with the characters around it."""


class Review(Value, frozen=True):
    """What an editor may want to look at."""

    unused: tuple[Term, ...]
    busy: tuple[Busy, ...]
    rejected: tuple[Rejected, ...]
    """Those refused most, in proportion, first."""


def review(texts: Sequence[Text], terms: Sequence[Term]) -> Review:
    """Look at every entry."""
    uses: Counter[Slug] = Counter()
    links: Counter[Slug] = Counter()
    speeches: Counter[Slug] = Counter()
    refused: defaultdict[tuple[Slug, str], list[tuple[Text, Mention]]] = defaultdict(list)
    for text in texts:
        uses.update(mention.term for mention in text.mentions)
        links.update(mention.term for mention in text.mentions if mention.linked)
        speeches.update({mention.term for mention in text.mentions})
        for mention in text.rejected:
            refused[mention.term, mention.reason].append((text, mention))
    busy = [
        Busy(term, speeches[term.slug], uses[term.slug], links[term.slug])
        for term in terms
        if len(texts) >= _LEAST
        and speeches[term.slug] > _SHARE * len(texts)
        and uses[term.slug] >= _EACH * speeches[term.slug]
    ]
    named = {term.slug: term for term in terms}
    rejected = [
        Rejected(named[slug], reason, len(found), uses[slug], tuple(_place(*one) for one in found[:_PLACES]))
        for (slug, reason), found in refused.items()
        if slug in named and reason in ("straddle", "not_in")
    ]
    return Review(
        tuple(term for term in terms if not uses[term.slug]),
        tuple(sorted(busy, key=lambda one: (-one.uses, one.term.slug))),
        tuple(
            sorted(rejected, key=lambda one: (-one.times / (one.times + one.uses), -one.times, one.term.slug))
        ),
    )


def _place(text: Text, mention: Mention) -> tuple[SpeechId, BlockId, str]:
    block = next(block for block in text.blocks if block.id == mention.block)
    return text.speech, block.id, around(block.text, mention.start, mention.end, _REACH)


def around(text: str, start: int, end: int, reach: int) -> str:
    """``text[start:end]`` with at most ``reach`` characters of its sentence on each side, on one line."""
    first, last = Sentences(text).span(start, end)
    left, right = max(first, start - reach), min(last, end + reach)
    words = ("…" if left > first else "") + text[left:right] + ("…" if right < last else "")
    return one_line(words)


def one_line(words: str) -> str:
    """The words on one line, without what a terminal or a YAML file does not take."""
    return "".join(c for c in " ".join(words.split()) if c.isprintable())
