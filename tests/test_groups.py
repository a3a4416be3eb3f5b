"""What groups of speeches say, counted all at once, is what each says that is counted alone."""

import random

import pytest

from generator.derive import groups
from generator.derive.groups import Counting
from generator.derive.vocabulary import typical, vocabulary
from generator.gist import Gist
from generator.model import Archive, Config, Slug, Speech, SpeechId, Term


class _NoTexts:
    """Manuscripts that nobody asks for."""


def archive(
    rng: random.Random, speeches: int, terms: int
) -> tuple[Archive, list[Gist], list[dict[Slug, int]]]:
    """Random uses of random terms, some of them of lists of senses; every fifth speech is no plain record."""
    slugs = [Slug(f"t{n}") for n in range(terms)]
    known = tuple(Term(slug, slug, "", 1) for slug in slugs[: terms * 3 // 4])
    found = tuple(
        Speech(SpeechId(f"s{n}"), "话", 1, "", 0, text_status="template" if n % 5 == 0 else "record")
        for n in range(speeches)
    )
    gists = [Gist(speech.id, b"", rng.choice((0, 500, 6000)), 3, 9, {}, ()) for speech in found]
    uses = [
        {slug: rng.randrange(1, 9) for slug in rng.sample(slugs, rng.randrange(terms // (1 + n % 4) + 1))}
        for n in range(speeches)
    ]
    return Archive(Config("档案"), found, known, (), _NoTexts()), gists, uses  # type: ignore[arg-type]


@pytest.mark.parametrize(("speeches", "terms", "most"), [(60, 30, 7), (40, 5, 40), (0, 0, 9), (12, 0, 9)])
@pytest.mark.parametrize("cells", [40, 1 << 18])
def test_all_at_once_is_one_after_another(monkeypatch, speeches, terms, most, cells):
    """The most frequent terms, the records, and the typical terms with every figure, of groups that overlap; many groups in steps."""
    monkeypatch.setattr(groups, "_CELLS", cells)
    rng = random.Random(f"{speeches} {terms}")
    held, gists, uses = archive(rng, speeches, terms)
    some = [rng.sample(range(speeches), rng.randrange(speeches + 1)) for _ in range(50)]
    whole = vocabulary(held, gists, uses, range(speeches))
    found = [*Counting(held, gists, uses).said(some, most)]
    telling = 0
    for group, one in zip(some, found, strict=True):
        here = vocabulary(held, gists, uses, group)
        total: dict[Slug, int] = {}
        for position in group:
            for slug, number in uses[position].items():
                total[slug] = total.get(slug, 0) + number
        ranked = sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))
        assert one.most == tuple(ranked[:most])
        assert (one.records, one.others) == (here.records, whole.records - here.records)
        assert one.typical == typical(here, whole, {term.slug for term in held.terms})
        telling += len(one.typical)
    assert telling or terms < 30
