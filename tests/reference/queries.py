"""Queries as readers type them, drawn from some documents: every operator, one to twelve characters, both scripts."""

import random
from collections.abc import Sequence

import opencc

from tests.reference.search import Document, plain

_MARKS = "，、 。“”·"


def queries(documents: Sequence[Document], number: int, seed: int = 1) -> list[str]:
    """``number`` queries, the same for the same documents and seed; most of them find something."""
    rng = random.Random(f"queries {seed}")
    traditional = opencc.OpenCC("s2tw").convert
    paragraphs = [p for d in documents for p in (*d.headings, *d.rest) if len(plain(p)) > 14]
    headings = [h for d in documents for h in d.headings if len(plain(h)) > 4]

    def phrase(least: int, most: int, of: Sequence[str] = paragraphs) -> str:
        text = plain(rng.choice(of))
        size = min(rng.randint(least, most), len(text))
        start = rng.randrange(len(text) - size + 1)
        return text[start : start + size]

    def near() -> str:
        text = plain(rng.choice(paragraphs))
        first, second = rng.sample(range(len(text) - 2), 2)
        size, other = rng.choice(((2, 2), (1, 2), (2, 1), (3, 2)))
        return f"{text[first : first + size]} {rng.choice(('~{}', 'NEAR/{}', '～{}')).format(rng.randint(0, 30))} {text[second : second + other]}"

    def marked() -> str:
        return "".join(c + rng.choice(["", "", *_MARKS.replace(" ", "")]) for c in phrase(4, 9)).strip(_MARKS)

    kinds = (
        lambda: phrase(1, 1),
        lambda: phrase(2, 2),
        lambda: phrase(3, 5),
        lambda: phrase(4, 12),
        lambda: phrase(6, 12),
        lambda: traditional(phrase(2, 8)),
        marked,
        lambda: f"{phrase(2, 3)} {phrase(2, 3)}",
        lambda: f"{phrase(2, 3)} OR {phrase(2, 4)}",
        lambda: f"{phrase(1, 2)}|{phrase(3, 5)} {phrase(1, 2)}",
        lambda: f"{phrase(1, 2)} -{phrase(1, 2)}",
        lambda: f"-{phrase(1, 2)}",
        near,
        near,
        lambda: f"{near()} ~{rng.randint(1, 60)} {phrase(1, 2)}",
        lambda: f"{near()} OR {phrase(2, 3)} -{phrase(2, 2)}",
        lambda: f"题：{phrase(1, 4, headings)}",
        lambda: f"title:{phrase(2, 6, headings)} {phrase(1, 2)}",
        lambda: f"“{phrase(2, 3)} {phrase(2, 3)}”",
        lambda: "".join(rng.sample(phrase(6, 6), 4)),
        lambda: f"{phrase(2, 3)} or {phrase(2, 3)} not {phrase(1, 2)}",
        lambda: f"{phrase(1, 2)} near {phrase(1, 2)}",
        lambda: f"OR {phrase(2, 3)} “{phrase(2, 3)} ~9",
    )
    return [kinds[n % len(kinds)]() for n in range(number)]
