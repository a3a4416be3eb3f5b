"""Every fault of an archive: found by ``yanlu check``, with file, line and what to do, in the words of expected.txt.

Each folder of faults/ is laid over a small archive without a problem; it holds the faulty files and nothing else.
"""

import json
import re

import pytest

from tests.archives import BASE, HERE, Bench, tree

FAULTS = sorted(path.name for path in (HERE / "faults").iterdir())


@pytest.fixture
def bench(tmp_path, monkeypatch, capsys):
    """A folder to work in, with a small archive."""
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, capsys).put(BASE)


def lay(bench: Bench, name: str) -> Bench:
    """Lay the files of a fault over the archive."""
    return bench.put(
        {path: data for path, data in tree(HERE / "faults" / name).items() if path != "expected.txt"}
    )


@pytest.mark.parametrize("name", FAULTS)
def test_fault(bench, name):
    """All problems and no others, sorted, each with file and line; exit 1 where one is an error."""
    ran = lay(bench, name).run("check")
    assert ran.out == (HERE / "faults" / name / "expected.txt").read_text("utf-8")
    assert ran.code == (0 if re.search(r"^0 errors", ran.out, re.M) else 1)
    assert ran.err == ""
    assert not bench.site.exists()


def test_without_a_fault(bench):
    """The archive under the faults has none."""
    assert bench.run("check") == (0, "0 errors, 0 warnings, 0 notes\n", "")


def test_json(bench):
    """The same problems for programs."""
    ran = lay(bench, "unknown-term").run("check", "--format", "json")
    assert ran.code == 1
    rows = json.loads(ran.out)
    text = bench.run("check").out.splitlines()[:-1]
    assert [f"{r['path']}:{r['line']}: {r['level']}: {r['message']} [{r['code']}]" for r in rows] == text


def test_github(bench):
    """The same problems as annotations of a workflow; what would end a line or a field is escaped."""
    lay(bench, "unused-term")
    assert bench.run("check", "--format", "github") == (
        0,
        "::notice file=content/glossary/sannong.md,line=1,title=unused-term::no speech uses “三农”\n",
        "",
    )
    bench.put({"speeches/2020-b.md": '---\ntitle: 乙\ndate: "100%\\n::error::x"\n---\n\n文\n'})
    lines = bench.run("check", "--format", "github").out.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(
        "::error file=content/speeches/2020-b.md,line=3,title=bad-date::date: “100%25%0A::error::x”"
    )


def test_strict(bench):
    """A warning is an error under --strict, a note is none."""
    assert lay(bench, "unused-term").run("check", "--strict").code == 0
    assert lay(bench, "short-without-context").run("check").code == 1
    (bench.content / "glossary/sangong.md").unlink()
    bench.put({"speeches/notes.txt": "x"})
    assert bench.run("check").code == 0
    assert bench.run("check", "--strict").code == 1


def test_one_fault_hides_no_other(bench):
    """All faults at once, in one list: every file that is faulty alone is faulty here, and the list is sorted."""
    names = ["unknown-key", "bad-yaml", "unknown-term-in-a-definition", "not-utf-8", "dangling-see"]
    found = set()
    for number, name in enumerate(names):
        for path, data in tree(HERE / "faults" / name).items():
            if path.startswith(("speeches/", "glossary/")):
                found.add(renamed := path.replace(".md", f"-{number}.md"))
                bench.put({renamed: data})
    out = bench.run("check").out.splitlines()
    assert {line.split(":")[0].removeprefix("content/") for line in out if ": error: " in line} >= found
    places = [(line.split(":")[0], int(line.split(":")[1])) for line in out[:-1]]
    assert places == sorted(places)
