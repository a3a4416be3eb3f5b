"""Archives for the tests of term pages: one of many speeches by the generator of the benchmarks, one whose concordances need every
way of being cut."""

import re
from pathlib import Path

from tests.archives import put
from tests.bench.corpus import term_names, write_archive

SPEECHES = 36
MANY, MONTHS, LETTERS, BOUNDED = "duoyong", "yueyue", "wuqi", "jiannian"
"""Terms with over 2,000 uses; with over 500 in one year; with over 500 in undated speeches; with over 200 of 1996 or 1997."""


def write_generated(folder: Path) -> None:
    """36 speeches with 12 terms, of which two keep company and one has an alias; every sixth is no plain record, every seventh
    has no date, every eighth only a year."""
    write_archive(folder, speeches=SPEECHES, characters=3000, terms=12)
    names = term_names(12)
    together = f"说到{names[10]}，人人都会想起{names[11]}来。\n"
    for number, path in enumerate(sorted((folder / "speeches").iterdir())):
        text = path.read_text("utf-8")
        year = 2018 + number % 3 if number > 3 else 2016  # one year has fewer than five plain records
        text = re.sub(r"^date: \d{4}", f"date: {year}", text, flags=re.M)
        if number % 6 == 0:
            status = ("template", "composite", "disputed")[number // 6 % 3]
            text = text.replace("text_status: record", f"text_status: {status}")
        if number % 7 == 0:
            text = re.sub(r"^date.*\n(?:date_basis.*\n)?", "", text, count=1, flags=re.M)
        elif number % 8 == 0:
            text = re.sub(r"^date: (\d{4}).*$", r"date: \1", text, count=1, flags=re.M)
        if number % 4 == 0:
            text += f"\n{together}\n再说一遍，{names[11]}里头也有{names[10]}。\n\n{names[4]}行动开始了。\n"
        path.write_text(text, "utf-8")


def _entry(term: str, more: str = "") -> str:
    return f"---\nterm: {term}\n{more}---\n\n一个试用的词条。\n"


def _speech(title: str, date: str, paragraphs: list[str]) -> str:
    dated = f"date: {date}\n" if date else ""
    body = "\n\n".join(paragraphs)
    return f"---\ntitle: {title}\n{dated}speakers: [{{name: 石青山}}]\n---\n\n{body}\n"


def write_large(folder: Path) -> None:
    """Concordances by year and month, by the letters of ids, and of first uses only."""
    files = {
        "site.yaml": "title: 试录\nbase_url: https://example.org/shilu/\n",
        f"glossary/{MANY}.md": _entry("多用之词", "aliases: [多用词]\n"),
        f"glossary/{MONTHS}.md": _entry("月月有词"),
        f"glossary/{LETTERS}.md": _entry("无期之词"),
        f"glossary/{BOUNDED}.md": _entry("间年之词"),
    }
    for number in range(205):  # 205 × 10 uses of one
        words = [f"第{number}回讲到多用之词，还要再讲。"] + ["多用词要多用。"] * 9
        year = 2000 + number % 6
        files[f"speeches/{year}-duo{number}.md"] = _speech(
            f"多用之{number}", f"{year}-05-0{1 + number % 9}", words
        )
    for number in range(14):  # 14 × 40 in one year, of which two speeches have no month
        date = "2021" if number > 11 else f"2021-{1 + number % 3:02}-{1 + number:02}"
        words = ["发展要看月月有词，干部要记住。"] * 40
        files[f"speeches/2021-yue{number}.md"] = _speech(f"月月之{number}", date, words)
    for number in range(15):
        name = f"undated-{'abc'[number % 3]}{number}"
        files[f"speeches/{name}.md"] = _speech(f"无期之{number}", "", ["还是无期之词。"] * 40)
    for number in range(3):
        files[f"speeches/undated-jian{number}.md"] = _speech(
            f"间年之{number}", "1996/1997", ["也有间年之词。"] * 80
        )
    put(folder, files)


ORDERED = {
    "glossary/sifeng.md": _entry("四风"),
    "speeches/2019-a.md": _speech(
        "安的讲话", "2019-03-01", ["坚决反对四风，一刻不停。", "四风，二话不说。"]
    ).replace("石青山", "安立"),
    "speeches/2020-b.md": _speech(
        "石的讲话", "2020-03-01", ["要整治四风三年。", "又要纠正四风，把发展干部的事办好。"]
    ),
    "speeches/2021-c.md": _speech(
        "白的讲话", "2018/..", ["大力反对“四风”，八方来看。", "刹住四风。"]
    ).replace("石青山", "白云"),
}
"""A term of six uses; of ``2021-c`` neither year nor month is known."""
