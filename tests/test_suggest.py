"""Candidates for the glossary: which phrases, in which order, and what they count."""

import csv
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import frontmatter
from generator.ingest.ingest import ingest
from generator.markdown import parse
from generator.model import Slug, SpeechId, Term, Text
from generator.suggest import CONTEXTS, Candidate, candidates, draft

CASES = Path(__file__).parent / "cases" / "suggest"
IN_ORDER_OF_DATES = ("004", "001", "002", "003", "000")


def speeches(*bodies: str) -> list[Text]:
    """Make texts of Markdown bodies; nothing is annotated, since suggesting looks at the words only."""
    return [Text(SpeechId(f"s{n}"), parse(body), (), (), (), 0) for n, body in enumerate(bodies)]


def term(name: str, *aliases: str) -> Term:
    """Make an entry with a name."""
    return Term(Slug("x"), name, "", 0, aliases=aliases)


def cases() -> list[tuple[str, str, str]]:
    """Read the cases: title, input and expected lines, each closed by a line with a full stop."""
    found = []
    for path in sorted(CASES.glob("*.md")):
        parts = re.split(r"^\.\n", path.read_text("utf-8"), flags=re.M)
        assert len(parts) % 3 == 1, f"{path.name}: a case has three parts"
        assert not parts[-1].strip(), f"{path.name}: something stands behind the last case"
        found += [(parts[i].strip(), parts[i + 1], parts[i + 2].strip()) for i in range(0, len(parts) - 1, 3)]
    return found


def line(candidate: Candidate) -> str:
    """Write a candidate as the cases do."""
    items = f"：{'、'.join(candidate.items)}" if candidate.items else ""
    return f"{candidate.phrase} {candidate.uses} {candidate.speeches}{items}"


@pytest.mark.parametrize(("title", "given_", "expected"), cases(), ids=[case[0] for case in cases()])
def test_case(title, given_, expected):
    """Each case gives its lines."""
    known = re.match(r"已知：(.*)\n", given_)
    terms = [term(name) for name in known[1].split("｜")] if known else []
    body = given_[known.end() :] if known else given_
    found = candidates(speeches(*body.split("===\n")), terms)
    assert "\n".join(map(line, found)) == expected, title


def test_contexts_are_of_different_speeches_first():
    """The first use of each speech is shown before a second one of the same; at most three."""
    bodies = ["甲说“三看三比”。乙说“三看三比”。", "丙说“三看三比”。\n\n丁说“三看三比”。"]
    (found,) = candidates(speeches(*bodies), ())
    assert [(c.speech, c.block, c.sentence) for c in found.contexts] == [
        ("s0", "p1", "甲说“三看三比”。"),
        ("s1", "p1", "丙说“三看三比”。"),
        ("s0", "p1", "乙说“三看三比”。"),
    ]
    assert found.first == "s0"


def test_no_speeches():
    """An archive without speeches suggests nothing."""
    assert candidates([], [term("四风")]) == ()


def test_draft_is_a_file_without_a_body():
    """A draft has name and items, says in comments who uses it, and leaves the definition to the editor."""
    (found,) = candidates(speeches("做到“三个不出村”（看病不出村、办证不出村、取钱不出村）。"), ())
    text = draft(found)
    front = frontmatter.split(text)
    assert front.values == {"term": "三个不出村", "items": ["看病不出村", "办证不出村", "取钱不出村"]}
    assert front.body == ""
    assert "# 共 1 处，1 篇\n# s0#p1 做到“三个不出村”（" in text


@given(st.text(), st.text(st.characters(codec="utf-8"), max_size=30))
def test_draft_survives_any_sentence(sentence, item):
    """Whatever a context or an item holds, the file reads back with the same values and an empty body."""
    (found,) = candidates(speeches("做到“三个不出村”。"), ())
    context = msgspec.structs.replace(found.contexts[0], sentence=sentence)
    clean = "".join(c for c in item if c.isprintable())
    text = draft(msgspec.structs.replace(found, contexts=(context,), items=(clean, "乙")))
    front = frontmatter.split(text)
    assert front.values == {"term": "三个不出村", "items": [clean, "乙"]}
    assert front.body == ""


PIECES = [
    "“三看三比”",
    "“回头看”",
    "三",
    "五项行动",
    "的",
    "、",
    "和",
    "，",
    "。",
    "（",
    "）",
    "：",
    "“",
    "”",
    "是",
    "看",
    "比",
    "路",
    "一是",
    "二是",
    "\n\n",
]


@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), max_size=4),
    st.sampled_from(["三看三比", "回头看", "别的"]),
)
def test_what_holds_of_every_candidate(bodies, name):
    """Counts agree with the text, contexts hold the phrase, items are as many as the numeral says, nothing known is there."""
    texts = speeches(*bodies)
    found = candidates(texts, [term(name)])
    assert candidates(texts, [term(name)]) == found
    assert len({candidate.phrase for candidate in found}) == len(found)
    numerals = {"三看三比": 6, "三看": 3, "五项行动": 5}
    for candidate in found:
        assert candidate.phrase not in name
        occurrences = [len(re.findall(f"(?={candidate.phrase})", b.text)) for t in texts for b in t.blocks]
        assert 1 <= candidate.uses <= sum(occurrences)
        assert 1 <= len(candidate.contexts) <= CONTEXTS
        assert all(candidate.phrase in context.sentence for context in candidate.contexts)
        assert len({c.speech for c in candidate.contexts}) == min(CONTEXTS, candidate.speeches)
        if candidate.phrase in numerals:
            assert len(candidate.items) in (0, numerals[candidate.phrase])


def rows(name: str) -> list[dict[str, str]]:
    """Read a table that was made by reading the real texts."""
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def seeds(texts: Path) -> dict[str, Candidate]:
    """Candidates of the five real texts as imported, the glossary being empty, by phrase."""
    paths = [next((texts / "seeds").glob(f"{seed}_*.txt")) for seed in IN_ORDER_OF_DATES]
    found = candidates(speeches(*(ingest(path.read_bytes(), path.name).body for path in paths)), ())
    return {candidate.phrase: candidate for candidate in found}


def agrees(items: tuple[str, ...], row: dict[str, str]) -> bool:
    """Whether items are those of a row, where … stands for the rest of a long one; quotation marks do not matter."""
    plain = re.compile("[“”‘’]")
    wanted = plain.sub("", row["items"]).split("|")
    return len(items) == len(wanted) and all(
        given_.startswith(item[:-1]) if item.endswith("…") else given_ == item
        for given_, item in zip((plain.sub("", item) for item in items), wanted, strict=True)
    )


def test_seeds_items_against_a_list_made_by_reading(seeds):
    """Of the set phrases that a seed spells out at least 90 % have the right items, and no listed phrase has wrong ones."""
    gold: dict[str, list[dict[str, str]]] = {}
    for row in rows("seeds.csv"):
        gold.setdefault(row["phrase"], []).append(row)
    items = {phrase: seeds[phrase].items if phrase in seeds else () for phrase in gold}
    right = {phrase for phrase in gold if any(agrees(items[phrase], row) for row in gold[phrase])}
    assert [(phrase, items[phrase]) for phrase in gold if items[phrase] and phrase not in right] == []
    wanted = {
        phrase for phrase, (row, *_) in gold.items() if row["set"] == "yes" and row["form"] != "inferred"
    }
    assert len(wanted) > 25
    assert len(right & wanted) >= 0.9 * len(wanted), wanted - right


def test_seeds_best_candidates(seeds):
    """Of the sixty best candidates of the seeds an editor would want at least fifty, by a list made by reading."""
    good = {row["phrase"] for row in rows("judged.csv") if row["good"] == "+"}
    best = list(seeds)[:60]
    assert len(good.intersection(best)) >= 50, [phrase for phrase in best if phrase not in good]


def test_seeds_spell_out_their_numerals(texts):
    """In the real texts the known lists are read, and no list differs in number from its phrase."""
    bodies = [
        re.sub(r"\s*\n\s*", "\n\n", path.read_text("utf-8").replace("*", "×"))
        for path in sorted((texts / "seeds").glob("*.txt"))
    ]
    wide = str.maketrans(",;:()", "，；：（）")
    found = {
        candidate.phrase: candidate
        for candidate in candidates(speeches(*(body.translate(wide) for body in bodies)), ())
    }
    assert found["四大考验"].items == ("长期执政", "改革开放", "市场经济", "外部环境")
    assert found["四大危险"].items[0] == "精神懈怠"
    assert [item[-4:] for item in found["三个区分开来"].items] == ["区分开来"] * 3
    assert len(found["五个不发生"].items) == 5
    assert found["两个维护"].items == ()
