"""A text that lost its paragraph breaks: they come back where the missing spaces or the numbers show them."""

import random

from generator.ingest.ingest import ingest

SENTENCES = (
    "路修通了，茶叶就出得去，娃娃就进得了学堂。",
    "这件事说了三年，今年一定要有一个结果。",
    "钱从三个地方来，上面争取一点，县里挤出一点，群众筹一点。",
    "谁也不要等，谁也不要靠，先把自己门前的那一段修好。",
    "办公室的灯可以晚一点亮，山里的灯不能再晚了。",
    "账本摊在桌上，人人看得见，心里就踏实。",
    "开会不是为了热闹，是为了把话说到一处，把劲使到一处。",
)
COLUMNS = 50


def paragraphs(seed: int) -> list[str]:
    """Some paragraphs of a few hundred characters."""
    dice = random.Random(seed)
    return ["".join(dice.choice(SENTENCES) for _ in range(dice.randint(5, 12))) for _ in range(12)]


def lines(paragraph: str) -> list[str]:
    """A paragraph as a page prints it: indented by two characters, broken at a fixed width."""
    first = (COLUMNS - 4) // 2
    return [
        paragraph[:first],
        *(paragraph[i : i + COLUMNS // 2] for i in range(first, len(paragraph), COLUMNS // 2)),
    ]


def in_one_block(texts: list[str]) -> str:
    """What some programs make of a page: lines of a paragraph joined by a space, paragraphs by nothing."""
    return "".join(" ".join(lines(text)) for text in texts)


def test_missing_spaces_show_where_paragraphs_end() -> None:
    """Breaks are put at the end of a sentence only, most come back, and no word is changed."""
    kept = wrong = total = 0
    for seed in range(10):
        texts = paragraphs(seed)
        body = ingest(in_one_block(texts).encode(), "raw.txt").body
        assert "".join(body.split()) == "".join(texts)
        found, ends, at = set(), set(), 0
        for paragraph in body.split("\n\n"):
            at += len(paragraph.strip())
            found.add(at)
        at = 0
        for paragraph in texts:
            at += len(paragraph)
            ends.add(at)
        kept += len(ends & found)
        wrong += len(found - ends)
        total += len(ends)
    assert kept >= 0.7 * total
    assert wrong <= 0.05 * total


def test_numbers_in_order_begin_paragraphs() -> None:
    """一要 and what follows it begin paragraphs in a text without breaks; a 二要 without 一要 does not."""
    filling = "".join(SENTENCES) * 10
    body = ingest(
        f"{filling}一要修路。{filling}二要通水。{filling}四要建校。{filling}".encode(), "raw.txt"
    ).body
    assert "\n\n**一要修路。**" in body
    assert "\n\n**二要通水。**" in body
    assert "\n\n**四要" not in body


def test_a_text_with_paragraphs_is_left_alone() -> None:
    """Where paragraphs are there, none is added."""
    texts = paragraphs(1)
    body = ingest("\n".join(texts).encode(), "raw.txt").body
    assert body.split("\n\n") == [*texts[:-1], texts[-1] + "\n"]
