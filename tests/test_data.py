"""The data files: consistent with one another, and enough to work out every number that a page shows."""

import contextlib
import hashlib
import json
import re
import shutil
from collections import Counter

import pytest

from generator.cli import main
from tests.archives import HERE, lines, parse, rows

TABLES = "speeches terms mentions rejected reuse".split()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site of tests/sites/county."""
    home = tmp_path_factory.mktemp("data")
    with contextlib.chdir(home):
        shutil.copytree(HERE / "sites/county", home / "content")
        assert main(["build", "--jobs", "1"]) == 0
    return home / "build"


@pytest.fixture(scope="module")
def tables(site):
    """Every table, as rows of text."""
    return {name: rows(site / "data" / f"{name}.csv") for name in TABLES}


@pytest.fixture(scope="module")
def texts(site):
    """Speech and paragraph to the line of paragraphs.jsonl."""
    return {(line["speech"], line["id"]): line for line in lines(site / "data/paragraphs.jsonl")}


def test_the_package_describes_its_files(site, tables):
    """Bytes, hash, fields and types of each file, and no file without a description."""
    package = json.loads((site / "data/datapackage.json").read_text("utf-8"))
    assert package["profile"] == "data-package"
    assert {path.name for path in (site / "data").iterdir()} == {r["path"] for r in package["resources"]} | {
        "datapackage.json"
    }
    for resource in package["resources"]:
        data = (site / "data" / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        fields = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        for key in resource["schema"].get("foreignKeys", ()):
            column, other = key["fields"], key["reference"]
            known = {row[other["fields"]] for row in tables[other["resource"]]}
            named = (
                tables[resource["name"]]
                if resource["name"] in tables
                else lines(site / "data" / resource["path"])
            )
            assert {row[column] for row in named} <= known
        if resource["format"] == "csv":
            assert data.decode("utf-8-sig").split("\r\n")[0] == ",".join(fields)
            for row in tables[resource["name"]]:
                assert all(value.isdecimal() for name, value in row.items() if fields[name] == "integer")
                assert all(
                    value in ("true", "false") for name, value in row.items() if fields[name] == "boolean"
                )
        else:
            for line in lines(site / "data" / resource["path"]):
                assert {name: {"string": str, "integer": int}[kind] for name, kind in fields.items()} == {
                    k: type(v) for k, v in line.items()
                }


def test_the_tables_fit_together(site, tables, texts):
    """Every key leads to a row, every offset to its words, every address to a page, every count to what it counts."""
    speeches = {row["id"]: row for row in tables["speeches"]}
    terms = {row["slug"]: row for row in tables["terms"]}
    assert len(speeches) == len(tables["speeches"])
    for row in tables["mentions"] + tables["rejected"]:
        text = texts[row["speech"], row["paragraph"]]["text"]
        assert text[int(row["start"]) : int(row["end"])] == row["surface"]
        assert row["term"] in terms
    for row in tables["mentions"]:
        assert (row["linked"] == "true") == (row["unlinked_reason"] == "")
        assert row["via"] in ("match", "explicit")
        assert row["voice"] in ("own", "quoted", "title")
    assert {row["reason"] for row in tables["rejected"]} == {"editor", "not_in", "straddle"}
    assert {row["unlinked_reason"] for row in tables["mentions"]} == {
        "",
        "heading",
        "link",
        "code",
        "repeat",
        "unlink",
    }
    for row in tables["reuse"]:
        for side in "ab":
            assert (
                len(texts[row[side], row[f"{side}_paragraph"]]["text"])
                >= int(row[f"{side}_end"])
                > int(row[f"{side}_start"])
            )
    for id, row in speeches.items():
        assert (site / row["url"] / "index.html").is_file()
        own = [line for (speech, _), line in texts.items() if speech == id]
        assert int(row["characters"]) == sum(
            len(re.sub(r"\s", "", line["text"])) for line in own if line["kind"] != "heading"
        )
        assert [line["n"] for line in own] == list(range(1, len(own) + 1))
    for slug, row in terms.items():
        uses = [use for use in tables["mentions"] if use["term"] == slug]
        assert int(row["mentions"]) == len(uses)
        assert int(row["speeches"]) == len({use["speech"] for use in uses})


def test_the_facts_of_a_speech(tables):
    """What the front matter says, as the table gives it."""
    row = next(row for row in tables["speeches"] if row["id"] == "2019-jianghua")
    assert row == {
        "id": "2019-jianghua", "title": "在作风建设会上的讲话", "date": "2019-03-05", "date_basis": "stated", "year": "2019",
        "speakers": "单一民", "offices": "县委书记|县长", "place": "试县", "level": "county", "meeting": "作风建设会", "genre": "speech",
        "text_status": "record", "url": "speeches/2019-jianghua/", "characters": row["characters"], "source_sha256": "0" * 64,
        "version_of": "", "withdrawn": "false",
    }  # fmt: skip
    years = {row["id"]: (row["date"], row["year"]) for row in tables["speeches"]}
    assert years["2022-cheng"] == ("2022/2023", "undated")
    assert years["undated-shoulu"] == ("2018/..", "undated")
    assert [row["id"] for row in tables["speeches"]] == [
        "undated-shoulu",
        "2019-jianghua",
        "2021-hui",
        "2022-cheng",
    ]


def test_numbers_of_a_term_page(site, tables, texts):
    """Uses, speeches, years and the words around each use, worked out again from the tables."""
    speeches = {row["id"]: row for row in tables["speeches"]}
    plain = ("template", "composite", "disputed")
    for term in tables["terms"]:
        uses = [row for row in tables["mentions"] if row["term"] == term["slug"]]
        page = parse(site / "terms" / term["slug"] / "index.html")
        shown = page.xpath("//*[contains(@class, 'kwic')]//a[contains(@class, 'key')]")
        order = {row["id"]: i for i, row in enumerate(tables["speeches"])}
        expected = sorted(uses, key=lambda use: order[use["speech"]])
        by_place = Counter(
            (f"../../speeches/{use['speech']}/#{use['paragraph']}", use["surface"])
            for use in expected
            if use["speech"] != "2022-cheng"
        )
        assert (
            Counter((a.get("href"), a.text) for a in shown if "2022-cheng" not in a.get("href")) == by_place
        )
        assert len(shown) == len(uses) == int(term["mentions"])
        for row in page.xpath("//figure//tbody/tr"):
            year, mentions, using, held, _ = (cell.text_content().strip() for cell in row)
            here = [
                use
                for use in uses
                if speeches[use["speech"]]["year"] == year
                and speeches[use["speech"]]["text_status"] not in plain
            ]
            total = [
                id for id, row in speeches.items() if row["year"] == year and row["text_status"] not in plain
            ]
            assert held == str(len(total))
            if total:
                assert (mentions, using) == (str(len(here)), str(len({use["speech"] for use in here})))
        dated = sorted(
            speeches[use["speech"]]["year"]
            for use in uses
            if speeches[use["speech"]]["year"] != "undated"
            and speeches[use["speech"]]["text_status"] not in plain
        )
        assert (term["first_year"], term["last_year"]) == ((dated[0], dated[-1]) if dated else ("", ""))


def test_numbers_of_a_year_page(site, tables):
    """Speeches, characters and terms of each year, worked out again from the tables."""
    names = {row["slug"]: row["term"] for row in tables["terms"]}
    years = {row["year"] for row in tables["speeches"]}
    assert {path.parent.name for path in (site / "years").glob("*/index.html")} == years
    for year in years:
        held = [row for row in tables["speeches"] if row["year"] == year]
        page = parse(site / "years" / year / "index.html")
        facts = page.xpath("string(//p[@class='facts-line'])")
        assert re.findall(r"\d+", facts.replace(",", "").replace("\u202f", "")) == [
            str(len(held)),
            str(sum(int(row["characters"]) for row in held)),
        ]
        assert page.xpath("//ol[@class='lines']//p[@class='line-title']/a/@href") == [
            f"../../{row['url']}" for row in held
        ]
        counts = Counter(
            use["term"] for use in tables["mentions"] if use["speech"] in {row["id"] for row in held}
        )
        items = page.xpath("//ul[@class='counts']/li")
        shown = [
            (
                item.xpath("string(a/@href)"),
                item.xpath("string(a)").partition("（")[0],
                int(item.xpath("string(span)")),
            )
            for item in items
        ]
        assert sorted(shown) == sorted(
            (f"../../terms/{slug}/", names[slug], count) for slug, count in counts.items()
        )
        assert [count for *_, count in shown] == sorted(counts.values(), reverse=True)


def test_numbers_of_a_speech_page(site, tables):
    """How often each term is used in a speech, and where."""
    names = {row["slug"]: row["term"] for row in tables["terms"]}
    page = parse(site / "speeches/2019-jianghua/index.html")
    uses = [row for row in tables["mentions"] if row["speech"] == "2019-jianghua"]
    shown = {
        item.xpath("string(a[1])"): item.xpath("a[2]")[0]
        for item in page.xpath("//section[@class='terms-here']//li")
    }
    assert {name: int(link.text) for name, link in shown.items()} == dict(
        Counter(names[use["term"]] for use in uses)
    )
    for slug, name in names.items():
        places = [f"{use['paragraph']}.{use['start']}.{use['end']}" for use in uses if use["term"] == slug]
        if places:
            link = shown[name]
            assert link.get("href") == f"#{places[0].split('.')[0]}"
            assert link.get("data-uses").split() == places


def test_files_beside_a_speech(site, tables, texts):
    """speech.txt has every paragraph, speech.json the row of the table, index.md the file of the editor."""
    folder = site / "speeches/2019-jianghua"
    told = (folder / "speech.txt").read_text("utf-8")
    own = [line for (speech, _), line in texts.items() if speech == "2019-jianghua"]
    assert all(line["text"] in told for line in own)
    assert told.startswith("在作风建设会上的讲话\n一次短会\n2019年3月5日\n")
    row = next(row for row in tables["speeches"] if row["id"] == "2019-jianghua")
    found = json.loads((folder / "speech.json").read_text("utf-8"))
    assert {key: str(found[key]) for key in row if key not in ("speakers", "offices", "withdrawn")} == {
        k: v for k, v in row.items() if k not in ("speakers", "offices", "withdrawn")
    }
    surface = found["mentions"]["fields"].index("surface")
    assert [row[surface] for row in found["mentions"]["rows"]] == [
        use["surface"] for use in tables["mentions"] if use["speech"] == "2019-jianghua"
    ]
    assert (folder / "index.md").read_bytes() == (
        HERE / "sites/county/speeches/2019-jianghua.md"
    ).read_bytes()
