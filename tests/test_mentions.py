"""Every use of a term is found and none is made up: against a brute-force reference that shares no code with the program."""

import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.build import Options, compile_site, read_texts
from generator.build import data_of as bytes_of
from generator.load import load
from generator.matcher import Matcher, Squeezed, lexicon
from generator.memo import Memo
from generator.model import Slug, Term
from tests import hostile
from tests.archives import Bench, lines, put, rows
from tests.reference.mentions import Names, Passage, Row, Sense, Words, annotate

HERE = Path(__file__).parent
CONTENT = HERE.parent / "content"


@pytest.fixture
def bench(tmp_path, monkeypatch, capsys):
    """A folder to work in."""
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, capsys)


# ---------------------------------------------------------------------------------------------------- whole archives


def bounds(edtf: str) -> tuple[str, str]:
    """First and last day of a date; an open end is empty."""
    first, _, last = edtf.strip("?").partition("/")
    last = last or first
    return "" if first == ".." else first + "-01-01"[
        len(first) - 4 :
    ], "" if last == ".." else last + "-12-31"[len(last) - 4 :]


def head(path: Path) -> dict[str, Any]:
    """The front matter of a file, all values as text."""
    found = yaml.load(path.read_text("utf-8").split("---\n")[1], yaml.CBaseLoader)
    return {key: value for key, value in found.items() if value not in ("", "null")}


def glossary(folder: Path) -> list[Sense]:
    """The entries of a glossary; the page of several senses bears what their slugs begin with alike."""
    heads = {path.stem: head(path) for path in sorted(folder.glob("*.md"))}
    labels: dict[str, list[str]] = defaultdict(list)
    for slug, said in heads.items():
        labels[said["term"]].append(slug)
    senses = []
    for slug, said in heads.items():
        alike = [
            part[0]
            for part in zip(*(s.split("-") for s in labels[said["term"]]), strict=False)
            if len({*part}) == 1
        ]
        lists = {
            key: tuple(said.get(key, ())) for key in ("aliases", "short", "contexts", "not_in", "part_of")
        }
        begins, ends = (
            bounds(said[key])[i] if key in said else "" for i, key in enumerate(("coined", "until"))
        )
        usual = said.get("default") == "true"
        senses.append(
            Sense(
                slug,
                "-".join(alike),
                said["term"],
                **lists,
                scope=said.get("scope", ""),
                begins=begins,
                ends=ends,
                default=usual,
            )
        )
    return senses


def compare(content: Path, data: Path) -> int:
    """Compare the data files of a site, whatever made it, with the reference; returns how many uses and refused matches there are.

    What the editor marked is taken from the files, since the marks are not in the paragraphs' text.
    """
    site = head_of_site(content)
    senses = glossary(content / "glossary")
    names = Names(senses)
    allowed = tuple(site.get("segment_allow", ()))
    words = Words(names, allowed)
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    refused: dict[str, list[dict[str, str]]] = defaultdict(list)
    for table, name in ((found, "mentions"), (refused, "rejected")):
        for row in rows(data / f"{name}.csv"):
            table[row["speech"]].append(row)
    texts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines(data / "paragraphs.jsonl"):
        texts[line["speech"]].append(line)
    for speech in rows(data / "speeches.csv"):
        blocks, number = texts[speech["id"]], {}
        for i, block in enumerate(blocks):
            number[block["id"]] = i
        for row in found[speech["id"]] + refused[speech["id"]]:
            assert (
                blocks[number[row["paragraph"]]]["text"][int(row["start"]) : int(row["end"])]
                == row["surface"]
            )
        said = head(content / "speeches" / f"{speech['id']}.md")
        used, rejected = annotate(
            [passage(block, found[speech["id"]], refused[speech["id"]]) for block in blocks],
            senses, names, words,
            allowed=allowed, place=speech["place"], dates=bounds(speech["date"]) if speech["date"] else ("", ""),
            unlink=said.get("unlink", ()),
        )  # fmt: skip
        assert [
            Row(
                number[row["paragraph"]], int(row["start"]), int(row["end"]), row["term"], row["via"], row["voice"],
                row["unlinked_reason"],
            )
            for row in found[speech["id"]]
        ] == used  # fmt: skip
        assert [
            (number[row["paragraph"]], int(row["start"]), int(row["end"]), row["term"], row["reason"])
            for row in refused[speech["id"]]
        ] == [(row.passage, row.start, row.end, row.term, row.reason) for row in rejected]
    return sum(map(len, found.values())) + sum(map(len, refused.values()))


def head_of_site(content: Path) -> dict[str, Any]:
    """``site.yaml``."""
    found = yaml.load((content / "site.yaml").read_text("utf-8"), yaml.CBaseLoader)
    assert isinstance(found, dict)
    return found


def passage(block: dict[str, Any], found: list[dict[str, str]], refused: list[dict[str, str]]) -> Passage:
    """A block as the reference takes it."""

    def spans(table: list[dict[str, str]], key: str, *values: str) -> list[tuple[int, int, dict[str, str]]]:
        return [
            (int(row["start"]), int(row["end"]), row)
            for row in table
            if row["paragraph"] == block["id"] and row[key] in values
        ]

    return Passage(
        str(block["kind"]),
        str(block["text"]),
        tuple((start, end, "", row["term"]) for start, end, row in spans(found, "via", "explicit")),
        tuple((start, end) for start, end, _ in spans(refused, "reason", "editor")),
        tuple(
            (start, end, row["unlinked_reason"])
            for start, end, row in spans(found, "unlinked_reason", "link", "code")
        ),
    )


def data_of(content: Path, folder: Path) -> Path:
    """Write the data files of an archive's site, without its pages; no error."""
    compiled, problems = compile_site(Options(content), Memo(None), None)
    assert [problem for problem in problems if problem.level == "error"] == []
    return put(
        folder, {f.url.split("/")[-1]: bytes_of(f) for f in compiled.files if f.url.startswith("/data/")}
    )


def test_the_archive(tmp_path):
    """The archive that comes with the program, row for row."""
    assert compare(CONTENT, data_of(CONTENT, tmp_path)) > 300


def test_real_texts(bench, texts):
    """The five seeds: a new archive, import; no error, every ledger verified, every use found, in its right sense."""
    bench.run("new", "archive", "content")
    assert bench.run("import", *map(str, sorted((texts / "seeds").glob("*.txt")))).code == 0
    assert bench.run("import", "--verify").out.startswith("5 ledgers, 0 wrong, 0 edited")
    bench.put({"site.yaml": "title: 录\nscript: none\n"})
    data = data_of(bench.content, bench.home / "data")
    assert compare(bench.content, data) > 100
    seed = {
        speech["id"]: head(bench.content / "speeches" / f"{speech['id']}.md")["source"]["files"][0]["name"][
            :3
        ]
        for speech in rows(data / "speeches.csv")
    }
    senses = defaultdict(set)
    for row in rows(data / "mentions.csv"):
        if re.sub("[“”]", "", row["surface"]).startswith("五位一体"):
            senses[seed[row["speech"]]].add(row["term"])
    assert senses["002"] == {"wuwei-yiti-dangjian"}
    assert senses["004"] == {"wuwei-yiti-buju"}


def test_a_part_and_pieces_in_the_site(bench):
    """A part is counted with its term and is no link; a mention that emphasis cuts is a link a piece and counts once."""
    bench.put(
        {
            "site.yaml": "title: 录\nscript: none\n",
            "glossary/a.md": "---\nterm: 从严治党\npart_of: [b]\n---\n\n从严。\n",
            "glossary/b.md": "---\nterm: 全面从严治党\n---\n\n全面。\n",
            "speeches/x.md": "---\ntitle: 题\ndate: 2020\n---\n\n推进全面**从严**治党，推进全面从严治党。\n",
        }
    )
    assert bench.build().code == 0
    links = bench.page("/speeches/x/").xpath('//main//a[@class="term"][@data-term]')
    assert [(link.get("data-term"), link.text) for link in links] == [
        ("b", "全面"),
        ("b", "从严"),
        ("b", "治党"),
    ]
    table = rows(bench.site / "data/mentions.csv")
    assert [(row["term"], row["start"], row["linked"], row["unlinked_reason"]) for row in table] == [
        ("b", "2", "true", ""), ("a", "4", "false", "part"), ("b", "11", "false", "repeat"), ("a", "13", "false", "part"),
    ]  # fmt: skip
    counted = {row["slug"]: (row["mentions"], row["speeches"]) for row in rows(bench.site / "data/terms.csv")}
    assert counted == {"a": ("2", "1"), "b": ("2", "1")}


# ---------------------------------------------------------------------------------------------------- generated archives


def disagreements(made: hostile.Hostile, folder: Path) -> tuple[Counter[str], list[str]]:
    """Read a generated archive; how many uses and refused matches of each kind there are, and where program and reference differ."""
    put(folder, made.files)
    _, annotated = read_texts(Options(folder), Memo(None))
    texts = {str(text.speech): text for text in annotated.speeches}
    names = Names(made.senses)
    words = Words(names, made.allowed)
    known = {sense.slug for sense in made.senses}
    counts: Counter[str] = Counter()
    wrong = []
    for speech in made.speeches:
        text = texts[speech.id]
        assert [block.text for block in text.blocks] == [passage.text for passage in speech.passages]
        number = {block.id: i for i, block in enumerate(text.blocks)}
        expected = annotate(
            speech.passages, made.senses, names, words,
            allowed=made.allowed, place=speech.place, dates=speech.dates, unlink=speech.unlink,
        )  # fmt: skip
        for wanted, given in zip(expected, (text.mentions, text.rejected), strict=True):
            got = [Row(number[m.block], m.start, m.end, m.term, m.via, m.voice, m.reason) for m in given]
            counts.update(row.reason or "link" for row in wanted)
            counts.update(row.voice for row in wanted)
            counts["senses"] += sum(row.term not in known for row in wanted)
            counts["all"] += len(wanted)
            if got != wanted:
                different = sorted({*got} ^ {*wanted}) or got[:1]  # the same rows in another order
                wrong += [
                    f"{folder.name} {speech.id} {'missed' if row in wanted else 'made up'} {row}"
                    for row in different
                ]
    return counts, wrong


KINDS = "link repeat heading unlink part code not_in straddle editor own quoted title senses".split()


def test_generated_archives(tmp_path):
    """Place, sense, voice, link and what was refused, in archives that are made to mislead; each kind often enough to be tried."""
    counts: Counter[str] = Counter()
    for terms, seed in [*((50, seed) for seed in range(16)), *((200, seed) for seed in range(3))]:
        found, wrong = disagreements(hostile.archive(terms, seed), tmp_path / f"{terms}-{seed}")
        counts += found
        assert wrong == []
    assert {kind for kind in KINDS if counts[kind] < 10} == set()


# ---------------------------------------------------------------------------------------------------- word borders


def test_no_true_mention_is_lost(texts):
    """In real reports every two characters that the check of word borders refuses are judged, and rightly refused."""
    tried, *judged = (HERE / "cases/straddles.txt").read_text("utf-8").splitlines()[2:]
    rightly = {line.split()[0]: line.split()[1:] for line in judged}
    archive, _ = load(CONTENT)
    names = {name for term in archive.terms for name in (term.term, *term.aliases)}
    more = [Term(Slug(word), word, "", 1) for word in tried.split() if word not in names]
    matcher = Matcher(lexicon([*archive.terms, *more], ()))
    kept, lost, refused = 0, [], set()
    for path in sorted((texts / "reports/plain").glob("*.txt")):
        for line in path.read_text("utf-8").split("\n"):
            words = Squeezed(line)
            for found in matcher.find(words):
                kept += not found.rejected and found.end - found.start == 2
                if found.rejected == "straddle":
                    word = words.text[found.start : found.end]
                    around = words.text[max(0, found.start - 8) : found.end + 8]
                    refused.add(word)
                    if not any(longer in around for longer in rightly.get(word, ())):
                        lost.append(around)
    assert kept > 10_000
    assert refused == {*rightly}
    assert lost == []
