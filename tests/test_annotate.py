"""Which words are a term: the cases, the policies of links, and what holds for any text."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.automaton import Automaton, leftmost
from generator.dates import parse as date
from generator.markup import to_html
from generator.matcher import Matcher, Squeezed, lexicon
from generator.mentions import Source, annotate_one
from generator.model import Slug, Term, Text
from generator.script import fold
from generator.sentences import PART
from generator.voices import Voices
from tests.archives import cases
from tests.reference import mentions as reference


def glossary(line: str) -> list[Term]:
    """Terms of a line such as ``甲乙＝别名 不算 第甲乙 简称 甲 语境 乙、丙；丁戊``; ｜ or ； stand between two terms.

    The first is t0, the second t1; ``属于 t1`` says of which it is a part. More: ``地点 试县``, ``起 2012``, ``止 2015``, ``默认 是``.
    """
    terms = []
    for number, entry in enumerate(re.split("[｜；]", line)):
        head, *rest = entry.split(" ")
        name, *aliases = head.split("＝")
        said = {rest[i]: tuple(rest[i + 1].split("、")) for i in range(0, len(rest), 2)}
        assert said.keys() <= {"不算", "简称", "语境", "属于", "地点", "起", "止", "默认"}, said
        terms.append(
            Term(
                Slug(f"t{number}"), name, "", 1, aliases=tuple(aliases),
                not_in=said.get("不算", ()), short=said.get("简称", ()), contexts=said.get("语境", ()),
                part_of=said.get("属于", ()), scope="".join(said.get("地点", ())), default="默认" in said,
                coined=date(said["起"][0]) if "起" in said else None, until=date(said["止"][0]) if "止" in said else None,
            )
        )  # fmt: skip
    return terms


def read(
    body: str, terms: list[Term], policy: str = "section", allowed: tuple[str, ...] = (), **about: object
) -> Text:
    """Annotate one body."""
    source = Source("x", "speeches/x.md", body, 1, **about)  # type: ignore[arg-type]
    return annotate_one(source, Matcher(lexicon(terms, allowed)), policy)


def about(line: str) -> dict[str, Any]:
    """What a line such as ``地点 试县 日期 2020 不链 甲乙、丙丁 链接 all 整词 各群、团组织`` says of the speech and the site."""
    words = line.split(" ")
    said = {words[i]: words[i + 1] for i in range(0, len(words) - 1, 2)}
    keys = {"地点": "place", "日期": "date", "不链": "unlink", "链接": "policy", "整词": "allowed"}
    convert: dict[str, Callable[[str], object]] = {
        "日期": date,
        "不链": lambda names: tuple(names.split("、")),
        "整词": lambda names: tuple(names.split("、")),
    }
    return {keys[name]: convert.get(name, str)(value) for name, value in said.items()}


@pytest.mark.parametrize(("given", "expected"), cases("annotate"))
def test_cases(given, expected):
    """Block, offsets, words, term, and whether they are a link; then the problems."""
    first, _, body = given.partition("\n")
    told_of, _, rest = body.partition("\n")
    said = about(told_of.removeprefix("讲话：")) if told_of.startswith("讲话：") else {}
    body = rest if said else body
    terms = glossary(first.removeprefix("词条："))
    names = {term.slug: term.term for term in terms}
    for label in {name for name in names.values() if list(names.values()).count(name) > 1}:
        senses = [slug for slug, name in names.items() if name == label]
        names |= {slug: f"{label}（{'一二三'[i]}）" for i, slug in enumerate(senses)}
    text = read(body, terms, **said)
    found = []
    for mention in text.rejected:
        place = f"{mention.block} {mention.start}–{mention.end} {mention.surface}"
        found.append((mention.block, mention.start, f"{place} 拒绝：{mention.reason}"))
    start = 0
    for mention in text.mentions:  # a part directly behind the mention in which it lies
        start = start if mention.reason == "part" else mention.start
        words = [
            f"{mention.block} {mention.start}–{mention.end} {mention.surface} → {names.get(mention.term, '义项页')}",
            "链接" if mention.linked else f"不链接：{mention.reason}",
            mention.voice if mention.voice != "own" else "",
            "指定" if mention.via == "explicit" else "",
        ]
        found.append((mention.block, start, " ".join(filter(None, words))))
    told = [line for *_, line in sorted(found, key=lambda row: row[:2])] + sorted(
        f"{p.level} {p.line} {p.message}" for p in text.problems
    )
    assert "\n".join(told) == expected


@pytest.mark.parametrize(("given", "expected"), cases("annotate_pieces"))
def test_pieces(given, expected):
    """A mention that marks cut is an element a piece, all with one address, and is one mention."""
    first, _, body = given.partition("\n")
    text = read(body, glossary(first.removeprefix("词条：")))
    assert str(to_html(text.blocks, text.mentions, str, lambda name, **_: name, (), False)) == expected


BODY = "甲乙丙，甲乙丙。\n\n## 二\n\n甲乙丙，甲乙丙。\n\n[[甲乙丙]]"


@pytest.mark.parametrize(
    ("policy", "linked"), [("section", "1 0 1 0 1"), ("page", "1 0 0 0 1"), ("all", "1 1 1 1 1")]
)
def test_policies(policy, linked):
    """The first in each section, the first in the page, or every one; what the editor marks is a link in each."""
    text = read(BODY, glossary("甲乙丙"), policy)
    assert " ".join(str(int(mention.linked)) for mention in text.mentions) == linked


@pytest.mark.parametrize("name", ["t0", "甲乙丙", "“甲”乙丙"])
def test_unlink(name):
    """A term that the speech does not want linked, by slug or name; it is counted all the same."""
    text = read(BODY, glossary("甲乙丙＝丙乙甲"), unlink=(name,))
    assert {mention.reason for mention in text.mentions if mention.surface == "甲乙丙"} == {"unlink"}
    assert len(text.mentions) == 5


def test_a_definition_does_not_link_to_itself():
    """The other terms in a definition are links, its own is not."""
    text = read("甲乙丙和丁戊己。", glossary("甲乙丙｜丁戊己"), own=Slug("t0"))
    assert [(m.term, m.linked) for m in text.mentions] == [("t0", False), ("t1", True)]


TWO = [
    Term(Slug("a"), "五位一体", "", 1, scope="试县", coined=date("2000"), until=date("2010")),
    Term(Slug("b"), "五位一体", "", 1, coined=date("2012"), default=True),
]


@pytest.mark.parametrize(
    ("about", "sense"),
    [
        ({"place": "试县", "date": date("2020")}, "a"),
        ({"date": date("2005")}, "a"),
        ({"date": date("2020")}, "b"),
        ({"date": date("2005/2015")}, "b"),
        ({}, "b"),
    ],
    ids=["place", "early", "late", "either", "default"],
)
def test_senses_by_place_date_and_default(about, sense):
    """In this order: the place of the speech, the years of the term, the sense that is meant by default."""
    assert [m.term for m in read("五位一体。", TWO, **about).mentions] == [sense]


_NAMES = ["甲乙", "乙丙丁", "甲乙丙", "丁甲", "丙"]
_TEXT = st.lists(
    st.sampled_from("甲 乙 丙 丁 “ ” 。 ** ` [ ] [[甲乙]] [[丙|乙丁]] [[!丙]] ## \n\n 《 》 |".split(" ")),
    max_size=40,
).map("".join)


@given(_TEXT, st.sampled_from(["section", "page", "all"]))
def test_any_text(body, policy):
    """Offsets hold, nothing overlaps, a match is a name of its term but for quotation marks, and links say what they cover."""
    terms = glossary("｜".join(_NAMES))
    names = {term.slug: term.term for term in terms}
    text = read(body, terms, policy)
    blocks = {block.id: block for block in text.blocks}
    places = []
    for mention in (*text.mentions, *text.rejected):
        assert blocks[mention.block].text[mention.start : mention.end] == mention.surface
        places.append((mention.block, mention.start, mention.end))
        if mention.via == "match":
            assert re.sub("[“”]", "", mention.surface) == names[mention.term]
        assert mention.linked == (not mention.reason)
    places.sort()
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in itertools.pairwise(places))
    page = str(to_html(text.blocks, text.mentions, str, lambda key, **_: "", (), False))
    linked = "".join(
        re.sub("<[^>]*>", "", piece) for piece in re.findall(r'<a class="term"[^>]*>(.*?)</a>', page)
    )
    body_first = [m for block in text.blocks for m in text.mentions if m.block == block.id and m.linked]
    assert linked == "".join(mention.surface for mention in body_first)


_PARTS = st.lists(st.text("“”「」『』《》‘’風甲" + "乙" * 20, max_size=60), max_size=4)


@given(_PARTS)
@example(["“甲乙乙乙乙乙乙乙乙", "乙乙乙乙乙乙乙乙乙乙”甲"])
@example(["《甲", "乙》", "“《甲乙乙乙乙乙乙乙乙乙乙乙乙乙乙乙》”"])
def test_voices_of_parts(parts):
    """Many parts read as one have the voices that each has alone, as the reference tells them, and are squeezed as each is alone."""
    whole = PART.join(parts)
    words = Squeezed(whole)
    voices = Voices(whole, words.marks)
    at = 0
    for part in parts:
        for start, character in enumerate(part):
            if character == "甲":
                assert voices.at(at + start, at + start + 1) == reference.voice(part, start, start + 1)
        at += len(part) + 1
    assert words.text == PART.join(Squeezed(part).text for part in parts)
    for start, character in enumerate(words.text):
        first, last = words.span(start, start + 1)
        assert fold(whole[first:last]) == character
        assert words.inside(first, last) == (start, start + 1)


_ALIKE = "N一丁乎乏\U0002004e乎"
"""Characters whose bytes look alike: 乎 is twice the byte that N has, and that ends 一."""


@given(st.lists(st.text(_ALIKE, min_size=1, max_size=3), max_size=5), st.text(_ALIKE, max_size=30))
@example(["乎"], "N乎乎一")
@example(["一丁"], "\U0002004e一丁")
def test_names_are_found_by_character(names, text):
    """The automaton reads bytes; what it finds are characters: every place of every name, and the leftmost longest."""
    every = sorted(
        (name, at, at + len(name))
        for name in {*names}
        for at in range(len(text))
        if text.startswith(name, at)
    )
    assert sorted(Automaton(names).find(text, overlapping=True)) == every
    assert Automaton(names, longest=True).find(text) == leftmost(every)
