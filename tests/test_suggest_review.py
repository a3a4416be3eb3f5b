"""How the glossary fares in the archive: spellings that it lacks, terms without a use, refused matches, busy terms."""

import re

import pytest

from generator.markdown import parse
from generator.model import BlockId, Items, Mention, Slug, SpeechId, Term, Text
from generator.suggest import review, spellings
from tests.archives import BASE, Bench, cases


def entry(line: str) -> Term:
    """“名、别名：甲、乙” as an entry with items."""
    names, _, items = line.partition("：")
    name, *aliases = names.split("、")
    listed = (Items(tuple(items.split("、"))),) if items else ()
    return Term(Slug("x"), name, "", 0, aliases=tuple(aliases), items=listed)


@pytest.mark.parametrize(("given", "expected"), cases("spellings"))
def test_case(given, expected):
    """Each spelling with the reason, its uses and its speeches."""
    terms = [entry(line) for line in re.findall(r"^词条：(.*)$", given, re.M)]
    bodies = re.sub(r"^词条：.*\n", "", given, flags=re.M).split("===\n")[1:]
    texts = [Text(SpeechId(f"s{n}"), parse(body), (), (), (), 0) for n, body in enumerate(bodies)]
    found = spellings(texts, terms)
    assert "\n".join(f"{v.words} {v.why} {v.uses} {v.speeches}" for v in found) == expected
    for spelling in found:
        text = next(text for text in texts if text.speech == spelling.first[0])
        assert spelling.first[2].strip("…") in next(b.text for b in text.blocks if b.id == spelling.first[1])


def mention(term: str, reason: str = "", *, linked: bool = False) -> Mention:
    return Mention(BlockId("p1"), 3, 5, "四风", Slug(term), "match", "own", linked, reason)


def test_unused_refused_and_busy():
    """A term is unused, often refused, or in most speeches and often in each."""
    terms = [Term(Slug(slug), slug, "", 0) for slug in ("a", "b", "c")]
    many = tuple(mention("b", linked=n == 0) for n in range(6))
    texts = [
        Text(SpeechId(f"s{n}"), parse("要反对四风。"), many, (mention("c", "straddle"),) * 2, (), 0)
        for n in range(10)
    ]
    found = review(texts, terms)
    assert [term.slug for term in found.unused] == ["a", "c"]
    assert [(busy.term.slug, busy.speeches, busy.uses, busy.links) for busy in found.busy] == [
        ("b", 10, 60, 10)
    ]
    assert [(r.term.slug, r.reason, r.times, r.uses) for r in found.rejected] == [("c", "straddle", 20, 0)]
    assert found.rejected[0].places[0] == ("s0", "p1", "要反对四风。")
    assert review(texts[:9], terms).busy == ()


def test_the_command_prints_every_part(tmp_path, monkeypatch, capsys):
    """Candidates, other spellings, refused matches and unused terms, each under its head line."""
    monkeypatch.chdir(tmp_path)
    bench = (
        Bench(tmp_path, capsys)
        .put(BASE)
        .put(
            {
                "glossary/minsheng.md": "---\nterm: 民生\n---\n\n百姓的生计。\n",
                "glossary/liangge-weihu.md": "---\nterm: 两个维护\n---\n\n一项要求。\n",
                "speeches/2021-a.md": "---\ntitle: 讲话\n---\n\n居民生活要改善。做到“两个坚决维护”，做到“三个不出村”（甲事、乙事、丙事）。\n",
            }
        )
    )
    ran = bench.run("suggest", "--write")
    assert ran.code == 0
    parts = re.split(r"^# .*\n", ran.out, flags=re.M)[1:]
    assert [part.split("\t")[0] for part in parts] == [
        "三个不出村",
        "两个坚决维护",
        "民生",
        "两个维护、民生\nwritten: content/glossary/sange-buchu-cun.md (its definition is yours to write)\n",
    ]
    assert "items: 甲事、乙事、丙事" in parts[0]
    assert "居民生活" in parts[2]
