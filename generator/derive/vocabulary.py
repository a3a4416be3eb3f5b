"""What the words of some speeches are, and which of them are typical: the measure behind the pages of years, speakers, places.

In: the texts. Out: for each speech the uses of each term, and for a group of speeches their sum with the number of speeches and
characters that it rests on. Only plain records count.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from generator.derive.likelihood import SURE, log_likelihood
from generator.gist import Gist
from generator.model import Archive, Slug, Value

ENOUGH = 5
"""Plain records below which there is no rate, and nothing is called typical or gone."""
PER = 10_000
"""Characters to which a rate refers."""
_USES = 3
_SPEECHES = 2
"""A typical term has at least so many uses in at least so many speeches: one text proves nothing."""
_TIMES = 1.5
"""So many times as dense as elsewhere at least: in a large archive chance is ruled out for what nobody would notice."""


class Vocabulary(Value, frozen=True):
    """The plain records among some speeches."""

    records: int
    characters: int
    uses: dict[Slug, int]
    """Of terms that are used at all."""
    speeches: dict[Slug, int]
    """In how many of the records each is used."""


class Typical(Value, frozen=True):
    """A term that some speeches use more than chance would have it."""

    term: Slug
    uses: int
    speeches: int
    rate: float
    """Uses in ``PER`` characters here."""
    rate_elsewhere: float
    likelihood: float


def uses_by_speech(gists: Sequence[Gist]) -> tuple[dict[Slug, int], ...]:
    """For each speech, how often it uses each term; terms in the order in which they come up."""
    return tuple({slug: use.uses for slug, use in text.uses.items()} for text in gists)


def vocabulary(
    archive: Archive, gists: Sequence[Gist], uses: Sequence[dict[Slug, int]], positions: Iterable[int]
) -> Vocabulary:
    """The vocabulary of the speeches at some positions; ``uses`` is what ``uses_by_speech`` gives."""
    records = characters = 0
    total: Counter[Slug] = Counter()
    using: Counter[Slug] = Counter()
    for position in positions:
        if archive.speeches[position].counts_in_statistics:
            records += 1
            characters += gists[position].characters
            total.update(uses[position])
            using.update(uses[position].keys())
    return Vocabulary(records, characters, dict(total), dict(using))


def typical(here: Vocabulary, whole: Vocabulary, known: Collection[Slug]) -> tuple[Typical, ...]:
    """The ``known`` terms that ``here`` uses more densely than the rest of ``whole``, the most telling first.

    None where ``here`` or the rest has fewer than five records. The log-likelihood must pass what chance passes once in a thousand,
    and the density be at least one and a half times that of the rest.
    """
    if here.records < ENOUGH or whole.records - here.records < ENOUGH:
        return ()
    rest = whole.characters - here.characters
    if not here.characters or not rest:
        return ()
    found = []
    for term, uses in here.uses.items():
        speeches = here.speeches[term]
        if uses < _USES or speeches < _SPEECHES or term not in known:
            continue
        elsewhere = whole.uses[term] - uses
        value = log_likelihood(uses, here.characters, elsewhere, rest)
        rates = (PER * uses / here.characters, PER * elsewhere / rest)
        if value >= SURE and rates[0] >= _TIMES * rates[1]:
            found.append(Typical(term, uses, speeches, *rates, value))
    return tuple(sorted(found, key=lambda one: (-one.likelihood, one.term)))
