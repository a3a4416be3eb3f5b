"""The catalogues of interface words: complete, alike in their fields, and told from content by marks."""

import ast
import json
import re
from pathlib import Path

import pytest

from generator import load, theme
from generator.ingest.rules import RULES
from generator.labels import Labels, settle
from generator.model import SiteError
from generator.plan.common import GENRES, LEVELS
from generator.script import to_traditional

HOME = Path(__file__).parent.parent
VALUES = {
    "rule_": [name.replace("-", "_") for name in RULES],
    "status_": load.STATUSES,
    "about_": load.STATUSES,
    "kind_": load.KINDS,
    "shows_": load.SHOWS,
    "basis_": ("stated", "title", "inferred", "editor"),
    "fact_": ("date", "speakers", "place", "level", "venue", "meeting", "occasion", "series", "genre", "transcribed", "published", "revised", "version_of"),
    "level_": LEVELS,
    "genre_": GENRES,
}  # fmt: skip
CHINESE_IN_ENGLISH = {
    "hans",
    "hant",
    "search_csv_at",
}
"""Words whose English is Chinese: the two scripts' own names, and the place of a quotation in a Chinese citation."""
COMPOSED = {"7：7", "序号7不相连（7）", "年代可疑：7，而本篇7", "这一段7字是乱码（7），已还原7，请据原件核对"}
"""Sentences of the importer of which more than a name or a number varies: their labels are several."""
FIELD = re.compile(r"\{(\w+)")


@pytest.fixture(scope="module")
def words() -> dict[str, dict[str, object]]:
    """The catalogues of the default theme as they stand in the files."""
    folder = HOME / "themes" / "default" / "labels"
    return {path.stem: theme._read(str(path), path.read_bytes()) for path in folder.glob("*.yaml")}


@pytest.mark.parametrize("prefix", VALUES)
def test_every_value_has_a_label(prefix: str) -> None:
    """A page that shows a value for which the catalogue has no word would stop the build."""
    labels = theme.Theme(theme.folders("default")).labels
    assert [value for value in VALUES[prefix] if not labels.hans.get(prefix + value, "").strip()] == []


def test_names_of_levels_and_genres_are_those_of_the_catalogue(words) -> None:
    """The program writes them by itself; the browser finds their English by the catalogue's text."""
    assert {f"level_{key}": name for key, name in LEVELS.items()}.items() <= words["zh-Hans"].items()
    assert {f"genre_{key}": name for key, name in GENRES.items()}.items() <= words["zh-Hans"].items()


def test_english_has_every_word_and_no_other(words) -> None:
    """A new label needs its English, too."""
    hans, english = words["zh-Hans"], words["en"]
    assert sorted(hans.keys() - english.keys()) == [], "en.yaml lacks these"
    assert sorted(english.keys() - hans.keys()) == [], "en.yaml has these, zh-Hans.yaml does not"


def test_english_is_english(words) -> None:
    """No word was left untranslated, and no sign of Chinese punctuation."""
    chinese = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uff5e]")
    found = {key for key, text in words["en"].items() if chinese.search(str(text))}
    assert found == CHINESE_IN_ENGLISH


@pytest.mark.parametrize("name", ["en", "zh-Hant"])
def test_fields_are_those_of_the_simplified_word(words, name: str) -> None:
    """Every number and name that a label shows is shown in each language; a plural has two words and a field that is there."""
    wrong = {}
    for key, text in words[name].items():
        fields = set(FIELD.findall(str(words["zh-Hans"][key])))
        if set(FIELD.findall(str(text))) != fields or re.search(
            r"\{(?!\w+(:,|\|[^|{}]*\|[^|{}]*)?\})", str(text)
        ):
            wrong[key] = text
    assert wrong == {}


def test_plurals_agree_with_a_number(words) -> None:
    """Every English noun behind a number has its singular: “1 speeches” cannot come up."""
    wrong = re.compile(
        r"\{\w+\} (speeches|uses|terms|characters|paragraphs|years|records|texts|passages|notes|pairs)\b"
    )
    assert {key for key, text in words["en"].items() if wrong.search(str(text))} == {
        "uses_between",
        "reuse_pages",
        "search_help_near_is",
    }  # of several


@pytest.mark.parametrize("script", ["tw", "hk"])
def test_own_traditional_words_stay_when_the_page_is_converted(words, script: str) -> None:
    """They go through the converter with the rest of the page, which must not touch them."""
    convert = to_traditional(script, ()).text
    assert {key: text for key, text in words["zh-Hant"].items() if convert(str(text)) != text} == {}


def test_own_traditional_words_differ_from_conversion(words) -> None:
    """An entry of zh-Hant.yaml that conversion gives by itself is not needed."""
    convert = to_traditional("tw", ()).text
    same = {key for key, text in words["zh-Hant"].items() if convert(str(words["zh-Hans"][key])) == text}
    assert same == set()


def test_templates_and_catalogue_know_the_same_words(words) -> None:
    """Each label that a template names is in the catalogue, and each in the catalogue is shown: named, or found by its text."""
    templates = [path for path in (HOME / "themes").glob("*/templates/**/*") if path.is_file()]
    text = "\n".join(path.read_text("utf-8") for path in [*templates, *(HOME / "generator").rglob("*.py")])
    assert set(re.findall(r"\bt\('(\w+)'[,)]", text)) - words["zh-Hans"].keys() == set()
    families = ("nav_", "level_", "genre_", "note_", *re.findall(r"'(\w+_)' ~", text))
    unused = {
        key
        for key, word in words["zh-Hans"].items()
        if not re.search(rf"['\"]{key}['\"]", text)
        and not key.startswith(families)
        and f'"{word}"' not in text
    }
    assert unused == {"months_of", "uses_between"}  # by their pattern: 3月, 2至4处


def make(english: dict[str, str]) -> Labels:
    """Five words, of which two are one in Chinese."""
    hans = {"close": "关闭", "years": "年份", "year": "年份", "n_uses": "{n:,}处", "rest": "比{rest}多"}
    return Labels({"zh-Hans": hans, "zh-Hant": {"close": "關上"}, "en": english})


def test_marks_of_a_page() -> None:
    """A text is marked by a comment before it, an attribute on its element, content by nothing; a shared text has its key."""
    labels = make(
        {"close": "Close", "years": "Years", "year": "Year", "n_uses": "{n} uses", "rest": "more than {rest}"}
    )

    def t(key: str, **values: object) -> str:
        return labels.marked(("hans",), key, **values)

    html = (
        f'<p title="{t("close")}" class="x">{t("close")}</p><b>关闭</b>'
        f'<i title="{t("years")}" aria-label="{t("years")}">{t("year")}后</i> {t("rest", rest=t("close"))}{t("n_uses", n=1234)}'
    )
    assert settle(html) == (
        '<p title="关闭" data-t class="x"><!---->关闭</p><b>关闭</b>'
        '<i title="年份" data-t="years" aria-label="年份"><!--year-->年份<!--/-->后</i> <!---->比关闭多<!---->1,234处'
    )
    assert labels.marked(("hant",), "close").strip("\ufdd0\ufdd1\ufdd2") == "關上"


def test_a_shared_text_with_the_same_english_needs_no_key() -> None:
    """Keys cost bytes on every page."""
    assert make({"years": "Years", "year": "Years"}).ambiguous == set()
    assert make({"years": "Years", "year": "Year"}).ambiguous == {"years", "year"}


def test_an_unknown_label_is_named() -> None:
    """A template with a slip stops the build with the label's name."""
    with pytest.raises(SiteError, match=r"labels/zh-Hans\.yaml has no label “clsoe”"):
        make({}).label(("hans",), "clsoe")


def test_doubts_of_an_import_have_english(words) -> None:
    """What the importer writes into a ledger is found by its text: each sentence in its source fits a label."""
    labels = [str(text) for key, text in words["zh-Hans"].items() if key.startswith("note_")]
    patterns = [re.compile(re.sub(r"\\{\w+\\}", "(.+?)", re.escape(text))) for text in labels]
    said = set()
    for path in sorted((HOME / "generator" / "ingest").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Note":
                has_span = any(isinstance(value, ast.Starred) for value in node.args)
                said.add(_sentence(node.args[2 if has_span else 3]))
    said.discard("")
    assert len(said) > 20
    assert {text for text in said if not any(one.fullmatch(text) for one in patterns)} == COMPOSED
    ledgers = [json.loads(path.read_text("utf-8")) for path in (HOME / "content").glob("raw/*/ledger.json")]
    shown = {note["message"] for ledger in ledgers for note in ledger["notes"]}
    assert shown
    assert sorted(text for text in shown if not any(one.fullmatch(text) for one in patterns)) == []


def _sentence(node: ast.expr) -> str:
    """The text of a literal, 7 for what it is filled with; empty for what is no literal."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if not isinstance(node, ast.JoinedStr):
        return ""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
