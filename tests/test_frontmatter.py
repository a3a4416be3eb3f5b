"""Front matter: values with their lines, faults with theirs, and what is written is what is read."""

import contextlib
import hashlib
import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.frontmatter import FrontMatterError, dump, full, read_yaml, simple, split
from generator.load import _digest_of_body
from tests.archives import cases


def told(text: str) -> str:
    """What is made of a file: values as JSON, line of the body, body; or the fault and its line."""
    try:
        front = split(text)
    except FrontMatterError as error:
        return f"line {error.line}: {error.message}"
    shown = json.dumps(front.values, ensure_ascii=False)
    return f"{shown}\n{front.body_line}: {front.body.rstrip()}"


@pytest.mark.parametrize(("given", "expected"), cases("frontmatter"))
def test_cases(given, expected):
    """Values as JSON, then the line of the body and the body; or what is wrong, and in which line."""
    assert told(given + "\n") == expected


def test_lines_of_values():
    """Each value knows its line, one in a list too; what is not there has the line of what is around it."""
    front = split("---\ntitle: 甲\nspeakers:\n  - name: 乙\n    office: 丙\n  - name: 丁\n---\n")
    assert front.line("title") == 2
    assert front.line("speakers", 0, "office") == 5
    assert front.line("speakers", 1, "name") == 6
    assert front.line("speakers", 1, "office") == 6
    assert front.line("nothing") == 2


@pytest.mark.parametrize(
    "text",
    [
        "---\r\ntitle: 甲\r\n---\r\n\r\n乙\r\n丙",
        "\ufeff---\ntitle: 甲\n---\n\n乙\n丙",
        "---\rtitle: 甲\r---\r\r乙\r丙",
    ],
)
def test_line_ends_and_mark(text):
    """The ends of lines of other systems, and a mark of UTF-8, change nothing."""
    front = split(text)
    assert (front.values, front.body, front.body_line) == ({"title": "甲"}, "乙\n丙", 5)


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x, x]\n"
        + "".join(
            f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
        ),
        "a: " + "[" * 200_000,
        "{" * 100_000,
        "- " * 50_000,
        "? " * 50_000,
    ],
    ids=["aliases", "lists", "mappings", "dashes", "keys"],
)
def test_bombs_are_refused(bomb):
    """What would fill memory or the stack is refused at once."""
    began = time.process_time()
    with pytest.raises(FrontMatterError):
        read_yaml(bomb)
    assert time.process_time() - began < 1


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
_VALUES = st.recursive(
    _TEXT | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT.filter(bool), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(_TEXT.filter(bool), _VALUES, max_size=5), st.text("甲乙 \n-#", max_size=20))
@example(
    {"title": "---", "date": "2017-02-19", "no": "no", "null": "~", "": "x"}
    | {"a": "true", "b": "甲: 乙 # 丙"},
    "---\n",
)
@example({"a": "一\n---\n二", "b": "  前后空格  ", "c": "\x85\u2028", "d": "\ufeff", "e": "\t"}, "")
def test_what_is_written_is_what_is_read(values, body):
    """``split(dump(values))`` gives the same values and leaves the body as it is, but for empty lines before it."""
    front = split(dump(values) + body)
    assert front.values == values
    assert front.body == body.lstrip("\n")


@given(st.text(max_size=60) | st.text("---\n:[]{}&*!|>'\"# ab", max_size=60))
def test_any_text_is_read_or_refused(text):
    """Nothing but FrontMatterError comes out, and its line is one of the file."""
    said = told("---\n" + text)
    if not said.startswith("{"):
        line = int(said.removeprefix("line ").partition(":")[0])
        assert 1 <= line <= text.count("\n") + text.count("\r") + 3


_SCALARS = st.lists(
    st.sampled_from(
        '甲 乙丙 “丁” 《戊》 （己） 2020? 2018/.. 2020-01-02 true null ~ no 012 https://a.b/c 1:30 a: : :b # #x - -x ? [甲] {} & * ! | > \' " % @ ` , , ？ ： … ... --- \'甲\' "乙" "\\" (丁) é 😀'.split()
    )
    | st.sampled_from([" ", "  ", "\t", "\u2028", "　"]),
    min_size=1,
    max_size=3,
).map("".join)
_GROUPS = [
    "a: {}", "b:\n  - {}\n  - {}", "c:\n  - a: {}\n    b: {}\n  - c: {}", "d: [{}, {}]", "e:", "f: []", "g:\n  - {}\n  - a: {}",
    "n:\n  a: {}\n  b:\n    - c: {}\n      d: {}\n  e:\n    f: {}", "o:\n    - {}\n    - a:\n        - {}\n      b: {}", "# {}", "",
    "h: 甲\n  {}", "i:\n    a: {}\n   b: {}", "甲: {}", "j :{}", "k:{}", "  - {}", "    l: {}", "m:\n- {}", "p:\n  - a: {}\n  b: {}", "q:\n  - - {}",
    "r: [{}]\n  - {}", "s:\n  -  a: {}",
]  # fmt: skip
_HEADS = st.lists(
    st.tuples(
        st.sampled_from([*_GROUPS[:9], *_GROUPS[:9], *_GROUPS]), st.lists(_SCALARS, min_size=4, max_size=4)
    ).map(lambda drawn: drawn[0].format(*drawn[1])),
    max_size=4,
    unique_by=lambda group: group[:1],
).map("\n".join)


@given(_HEADS)
@example("a: 甲 乙\nb:\n  - c: 丙\n    d: 2020-01-02\n  - true\ne: [“丁”, null]\nf:\ng: https://a.b/c")
@example("# \u2028\na: 甲")
@example("a:\n  甲")
@example("b:\n  - c: a:\nd: e:")
@example("b:\n  - 乙\n  - a: 丙\n    b: 丁 戊\nf: 甲\n")
def test_the_short_way_gives_what_the_library_gives(text):
    """A head of plain values is read without the library, and every value and line is the same."""
    for whole in (text, text + "\n"):
        found = simple.read(whole, 3)
        if found is not None:
            assert found == full.read(whole, 3)


def test_the_short_way_is_taken():
    """By the head of a common speech; not by quotation marks, comments and line breaks."""
    taken = (
        "# 讲话\ntitle: “在会上”的讲话（摘要）\n\ndate: 2020-01-02\nspeakers:\n  - name: 甲\n    office: '县委书记：二'\ntags: [乙, 丙]\n"
        'source:\n  files:\n    - name: 甲.txt\n      sha256: 0a1b\n  url: https://example.org/a?b=c\nplace: "试县 {n}"\n'
    )
    assert simple.read(taken, 1) is not None
    refused = [
        "a: '甲''乙'",
        'a: "甲\\n乙"',
        "a: [甲, '乙']",
        "a: {b: 甲}",
        "a:\n  b:\n   c: 甲\n  - d",
        "a: 甲 # 乙",
        "a: 甲\n  乙",
        "a: 甲\na: 乙",
        "a: &x 甲",
        "a: >\n  甲",
        "a: 甲: 乙",
        "",
    ]
    assert [text for text in refused if simple.read(text, 1) is not None] == []


@given(st.text("---\n甲a: \r\ufeff", max_size=40))
@example("---\na: 甲\n---")
@example("\ufeff甲\n")
@example("---\na: 甲\n...\n\n\n甲\r\n乙")
def test_the_digest_of_a_body(text):
    """It is that of the body as it is read, though most are taken from the bytes of the file."""
    for whole in (text, f"---\na: 甲\n---\n{text}"):
        with contextlib.suppress(FrontMatterError):
            front = split(whole)
            assert _digest_of_body(whole.encode(), front) == hashlib.sha256(front.body.encode()).hexdigest()
