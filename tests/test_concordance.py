"""Long concordances: addresses that hold while the archive grows, and scripts that are bound by their size.

Nothing of ``generator`` is used but its command line.
"""

import contextlib
from pathlib import Path

from tests.archives import SITE, Bench, parse

TERM = {"site.yaml": SITE, "glossary/liyong.md": "---\nterm: 例用之词\n---\n\n试用。\n"}
HOME = "terms/liyong"


def speech(date: str, uses: int, sentence: str = "例用之词。") -> str:
    """A speech that uses the term so many times."""
    dated = f"date: {date}\n" if date else ""
    return f"---\ntitle: 讲话\n{dated}---\n\n" + f"{sentence}\n\n" * uses


def places(site: Path) -> set[str]:
    """Pages of the concordance, and on them the years and months that an address can lead to."""
    found = set()
    for path in (site / HOME).rglob("index.html"):
        page = path.parent.relative_to(site / HOME).as_posix()
        ids = parse(path).xpath("//div[@class='concordance']//*[@id]/@id")
        found |= {page, *(f"{page}#{id}" for id in ids)}
    return found


STAGES = (
    {
        "speeches/2018-a.md": speech("2018-03-02", 30),
        "speeches/2018-b.md": speech("2018", 30),
        "speeches/undated-shi.md": speech("", 30),
    },
    {"speeches/2018-c.md": speech("2018-04-02", 90), "speeches/undated-sha.md": speech("", 90)},
    {f"speeches/undated-shi{letter}.md": speech("", 100) for letter in "acefg"},
    {
        "speeches/2018-d.md": speech("2018-04-03", 380),
        "speeches/undated-lu.md": speech("", 90),
        **{f"speeches/undated-shi{letter}n.md": speech("", 60) for letter in "acefg"},
    },
    {f"speeches/undated-s{letter}.md": speech("", 90) for letter in "uwxyz"},
    {"speeches/2018-e.md": speech("2018-04-03", 300), "speeches/2018-f.md": speech("2018", 600)},
)
"""What comes into an archive, step by step; the last two take the term over 2,000 uses."""


def test_addresses_hold_while_the_archive_grows(tmp_path, capsys):
    """No page goes when others come, nor does a year or a month that could be linked to on a page."""
    bench = Bench(tmp_path, capsys)
    bench.put(TERM)
    known: set[str] = set()
    with contextlib.chdir(tmp_path):
        for number, files in enumerate(STAGES):
            assert bench.put(files).build().code == 0
            here = places(bench.site)
            assert not known - here, f"step {number}"
            known = here
    assert {".#y2018", ".#undated", "2018#m03", "2018#m00", "undated/s", "undated/shi"} <= known


LONG = "有了这样许多许多的话放在前头的时候人们才会去听一个很长的句子里的例用之词怎样把后头许多许多的字也都带到眼前让每一行都占去不少地方。"


def test_the_script_of_rows_is_bound_by_its_size(tmp_path, capsys):
    """As many rows of long sentences are no longer loaded at once as can be of short ones; each page orders its own."""
    bench = Bench(tmp_path, capsys)
    file = bench.site / HOME / "uses.js"
    with contextlib.chdir(tmp_path):
        for sentence, expected in (("例用之词。", True), (LONG, False)):
            bench.put(TERM)
            bench.put(
                {f"speeches/201{n % 9}-{n}.md": speech(f"201{n % 9}-03-02", 90, sentence) for n in range(20)}
            )
            assert bench.build().code == 0
            assert file.exists() == expected
            assert bool(bench.page(f"/{HOME}/").xpath("//*[@data-uses]")) == expected
            assert bench.page(f"/{HOME}/2018/").xpath("//button[@data-order='left']")
            if expected:
                assert 60_000 < file.stat().st_size < 400_000
