"""What holds for any archive: it is built or refused, never half; the same twice; and its words are all there."""

import html
import json
import re
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.build import Options, build
from generator.memo import Memo
from tests.archives import lines, parse, put, tree

_WORDS = st.text("四风八项规定三农 “”，。：*_[]()|#-<>&\\`'\"\n一（）　a1!", max_size=40)
_PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(str.strip)
_SPEECH = st.fixed_dictionaries(
    {"title": _PLAIN, "body": st.lists(_WORDS, min_size=1, max_size=5).map("\n\n".join)},
    optional={
        "date": st.sampled_from(
            ["2019", "2020-05", "2020-05-06", "2020?", "2018/..", "../2017", "2019/2021"]
        ),
        "place": _PLAIN,
        "meeting": _PLAIN,
        "speakers": st.lists(st.fixed_dictionaries({"name": _PLAIN, "office": _PLAIN}), max_size=2),
        "lang": st.sampled_from(["zh-Hans", "zh-Hant"]),
        "text_status": st.sampled_from(["record", "composite"]),
        "withdrawn": _PLAIN,
    },
)
_TERM = st.fixed_dictionaries(
    {"term": st.sampled_from(["四风", "八项规定", "三农", "一八", "规定", "“三”农"]), "body": _WORDS},
    optional={"category": _PLAIN, "contexts": st.lists(_PLAIN, min_size=1, max_size=2)},
)


def file(values: dict[str, Any]) -> str:
    """A file with a front matter; JSON is YAML."""
    head = "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items() if key != "body")
    return f"---\n{head}---\n\n{values['body']}\n"


def words(text: str) -> str:
    """A text without white space."""
    return re.sub(r"\s", "", text)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_SPEECH, max_size=3), st.lists(_TERM, max_size=3), st.sampled_from(["tw", "none"]))
def test_any_archive(speeches, terms, script):
    """Built twice, with a cache and without: the same bytes. Refused: with problems that name a line, and nothing written."""
    files = {"site.yaml": f"title: 录\nscript: {script}\n"}
    files |= {f"speeches/s{i}.md": file(values) for i, values in enumerate(speeches)}
    files |= {f"glossary/t{i}.md": file(values) for i, values in enumerate(terms)}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        put(home / "content", files)
        memo = Memo(home / "memo.sqlite")
        report = build(Options(home / "content"), home / "one", memo, None)
        if not report.bytes:
            assert [p for p in report.problems if p.level == "error"]
            assert all((home / "content" / p.path).is_file() or p.path == "build" for p in report.problems)
            assert not (home / "one/index.html").exists()
            memo.close(finished=True)
            return
        build(Options(home / "content"), home / "two", memo, None)
        build(Options(home / "content"), home / "three", Memo(None), None)
        memo.close(finished=True)
        assert tree(home / "one") == tree(home / "two") == tree(home / "three")
        told = {}
        for line in lines(home / "one/data/paragraphs.jsonl"):
            told[line["speech"], line["id"]] = line["text"]
        for id in {speech for speech, _ in told}:
            if next(v for i, v in enumerate(speeches) if id == f"s{i}").get("lang") == "zh-Hant":
                continue
            page = parse(home / "one/speeches" / id / "index.html")
            for (speech, block), text in told.items():
                if speech == id and "\n" not in text:
                    element = page.get_element_by_id(block)
                    for extra in element.xpath(".//a[@class='pid'] | .//a[@class='back'] | .//sup"):
                        extra.drop_tree()
                    assert words(element.text_content()) == words(html.unescape(html.escape(text)))
