"""Every mention is found and none is made up: the data files against a brute-force search that shares no code with the program."""

import random
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from generator import segment
from generator.build import Options, compile_site
from generator.memo import Memo
from tests.archives import Bench, lines, put, rows
from tests.reference.mentions import mentions

Spans = dict[tuple[str, str], list[tuple[int, int]]]


def spans(table: list[dict[str, str]]) -> Spans:
    """Start and end of each row, by speech and paragraph."""
    found: Spans = defaultdict(list)
    for row in table:
        found[row["speech"], row["paragraph"]].append((int(row["start"]), int(row["end"])))
    return found


def compare(data: Path, short: dict[str, list[str]] | None = None) -> int:
    """Compare the data files of a site with the reference; returns how many mentions there are."""
    names = [
        name for row in rows(data / "terms.csv") for name in [row["term"], *row["aliases"].split("|")] if name
    ]
    found, rejected = rows(data / "mentions.csv"), rows(data / "rejected.csv")
    explicit = spans([row for row in found if row["via"] == "explicit"])
    matched = spans([row for row in found if row["via"] == "match"] + rejected)
    texts = {(line["speech"], line["id"]): line["text"] for line in lines(data / "paragraphs.jsonl")}
    for row in found + rejected:
        text = texts[row["speech"], row["paragraph"]]
        assert text[int(row["start"]) : int(row["end"])] == row["surface"]
    for place, text in texts.items():
        expected = [
            (start, end)
            for start, end in mentions(text, names, short)
            if not any(start < stop and begin < end for begin, stop in explicit.get(place, ()))
        ]
        assert sorted(matched.pop(place, [])) == expected, f"{place}: {text}"
    assert not matched
    return len(found) + len(rejected)


@pytest.fixture
def bench(tmp_path, monkeypatch, capsys):
    """A folder to work in."""
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, capsys)


def test_real_texts(bench, texts):
    """The five seeds: a new archive, import, build; no error, every ledger verified, every mention found."""
    bench.run("new", "archive", "content")
    assert bench.run("import", *map(str, sorted((texts / "seeds").glob("*.txt")))).code == 0
    assert bench.run("import", "--verify").out.startswith("5 ledgers, 0 wrong, 0 edited")
    bench.put({"site.yaml": "title: 录\nscript: none\n"})
    built = bench.build()
    assert built.code == 0, built.err
    assert len(list((bench.site / "speeches").glob("*/index.html"))) == 5
    short: dict[str, list[str]] = defaultdict(list)
    for path in (bench.content / "glossary").glob("*.md"):
        head = yaml.safe_load(path.read_text("utf-8").split("---\n")[1])
        for name in head.get("short", []):
            short[name] += head["contexts"]
    assert compare(bench.site / "data", short) > 100


_LETTERS = "甲乙丙四风两"
_SPICE = "“”‘’「」。，！\n"


def generated(seed: int) -> dict[str, str]:
    """A small hostile archive: a few letters, so that names overlap, nest and repeat; marks and notation between them."""
    chance = random.Random(seed)

    def word(least: int, most: int) -> str:
        return "".join(chance.choices(_LETTERS, k=chance.randint(least, most)))

    names = list({word(2, 5) for _ in range(chance.randint(2, 14))})
    longer = [name + word(1, 2) for name in chance.sample(names, len(names) // 3)]
    names = list(dict.fromkeys([*names, *longer]))
    files = {"site.yaml": "title: 录\nscript: none\n"}
    terms = [names[i : i + 2] for i in range(0, len(names), 2)]
    for number, (term, *aliases) in enumerate(terms):
        aliases = [name[:1] + "“" + name[1:] + "”" if chance.random() < 0.2 else name for name in aliases]
        head = f"term: {term}\n" + (f"aliases: [{', '.join(aliases)}]\n" if aliases else "")
        if chance.random() < 0.3:
            head += f"not_in: [{word(1, 1)}{term}]\n"
        files[f"glossary/t{number}.md"] = f"---\n{head}---\n\n{word(3, 9)}。\n"

    def piece() -> str:
        kind = chance.random()
        if kind < 0.06:
            return f"[[{chance.choice(names)}]]"
        if kind < 0.1:
            return f"[[{chance.choice(names)}|{word(1, 4)}]]"
        if kind < 0.15:
            return f"[[!{word(1, 4)}]]"
        if kind < 0.2:
            return f"**{word(1, 4)}**"
        if kind < 0.4:
            return chance.choice(_SPICE)
        return chance.choice(names)[: chance.randint(1, 6)] if chance.random() < 0.5 else word(1, 3)

    for number in range(2):
        paragraphs = [
            "".join(piece() for _ in range(chance.randint(3, 25))).strip() or "甲" for _ in range(4)
        ]
        files[f"speeches/s{number}.md"] = (
            "---\ntitle: 题\n---\n\n## " + word(3, 8) + "\n\n" + "\n\n".join(paragraphs) + "\n"
        )
    return files


@pytest.mark.parametrize("tens", range(10))
def test_generated_archives(tens, tmp_path, monkeypatch):
    """A hundred generated archives, ten at a time. The segmenter is one for all: its verdicts are no matter here."""
    one = segment._segmenter(())
    monkeypatch.setattr(segment, "_segmenter", lambda words: one)
    found = 0
    for seed in range(10 * tens, 10 * tens + 10):
        content = put(tmp_path / str(seed), generated(seed))
        compiled, problems = compile_site(Options(content), Memo(None), None)
        assert not [problem for problem in problems if problem.level == "error"]
        data = put(
            tmp_path / f"{seed}-data",
            {file.url.split("/")[-1]: file.data for file in compiled.files if file.url.startswith("/data/")},
        )
        found += compare(data)
    assert found > 50
