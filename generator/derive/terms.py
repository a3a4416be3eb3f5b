"""Where each term is used: by speech, by year, with the words around each use."""

from collections import defaultdict
from collections.abc import Sequence

from generator.model import Archive, BlockId, Mention, Slug, Text, Value
from generator.sentences import Sentences

REACH = 40
"""Characters of context on each side at most."""


class Sentence(Value, frozen=True):
    """One use with the words of its sentence around it; ``start`` is the offset of ``surface`` in its block."""

    block: BlockId
    start: int
    left: str
    surface: str
    right: str
    voice: str
    part: bool = False
    """Whether the use lies in the mention of a longer term."""


class SpeechUse(Value, frozen=True):
    """The uses in one speech, by its position in the archive."""

    speech: int
    sentences: tuple[Sentence, ...]


class TermUse(Value, frozen=True):
    """All uses of a term, speeches in the order of the archive."""

    slug: Slug
    uses: tuple[SpeechUse, ...]
    mentions: int
    first: int | None
    """Position of the first and the last dated plain record that uses the term."""
    last: int | None
    by_year: dict[str, tuple[int, int]]
    """Of dated plain records: year → uses, speeches that use it."""
    undated: int
    """Uses in plain records without a year, and those records."""
    undated_speeches: int
    left_out: int
    """Speeches that use it and are no plain records."""


def terms(archive: Archive, texts: Sequence[Text]) -> dict[str, TermUse]:
    """Every term that the glossary has, and every list of senses that a mention leads to."""
    found: dict[Slug, list[SpeechUse]] = defaultdict(list)
    for position, text in enumerate(texts):
        blocks = {block.id: block.text for block in text.blocks}
        found_in: dict[BlockId, Sentences] = {}
        here: dict[Slug, list[Sentence]] = defaultdict(list)
        for mention in text.mentions:
            if mention.block not in found_in:
                found_in[mention.block] = Sentences(blocks[mention.block])
            here[mention.term].append(_sentence(blocks[mention.block], found_in[mention.block], mention))
        for slug, sentences in here.items():
            found[slug].append(SpeechUse(position, tuple(sentences)))
    slugs = [term.slug for term in archive.terms]
    return {
        slug: _use(archive, slug, tuple(found.get(slug, ())))
        for slug in dict.fromkeys([*slugs, *sorted(found)])
    }


def _use(archive: Archive, slug: Slug, uses: tuple[SpeechUse, ...]) -> TermUse:
    by_year: dict[str, tuple[int, int]] = {}
    dated: list[int] = []
    undated: list[int] = []
    left_out = 0
    for use in uses:
        speech = archive.speeches[use.speech]
        if not speech.counts_in_statistics:
            left_out += 1
        elif speech.year == "undated":
            undated.append(len(use.sentences))
        else:
            mentions, speeches = by_year.get(speech.year, (0, 0))
            by_year[speech.year] = (mentions + len(use.sentences), speeches + 1)
            dated.append(use.speech)
    return TermUse(
        slug,
        uses,
        sum(len(use.sentences) for use in uses),
        min(dated, default=None),
        max(dated, default=None),
        by_year,
        sum(undated),
        len(undated),
        left_out,
    )


def _sentence(text: str, sentences: Sentences, mention: Mention) -> Sentence:
    """The sentence of a use, cut to a reach on each side; an ellipsis shows where it was cut."""
    before, stop = sentences.span(mention.start, mention.end)
    first, last = max(before, mention.start - REACH), min(stop, mention.end + REACH)
    left, right = text[first : mention.start].lstrip(), text[mention.end : last].rstrip()
    return Sentence(
        mention.block,
        mention.start,
        f"…{left}" if first > before else left,
        mention.surface,
        f"{right}…" if last < stop else right,
        mention.voice,
        mention.reason == "part",
    )
