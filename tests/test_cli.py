"""The command line: what each command prints, writes and answers."""

import pytest

from generator.frontmatter import split
from tests.archives import BASE, SITE, Bench, put, tree


@pytest.fixture
def bench(tmp_path, monkeypatch, capsys):
    """A folder to work in, with a small archive."""
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, capsys).put(BASE)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "the following arguments are required: COMMAND"),
        ("bild", "invalid choice: 'bild'"),
        ("build --jobs 0", "expected a number from 1, found 0"),
        ("build --jobs x", "expected a number from 1, found x"),
        ("check --format xml", "invalid choice: 'xml'"),
        ("build --nothing", "unrecognized arguments: --nothing"),
        ("new", "the following arguments are required"),
        ("diff", "the following arguments are required: ID"),
    ],
)
def test_wrong_usage(bench, line, message):
    """Exit 2, and what was wrong."""
    ran = bench.run(*line.split())
    assert ran.code == 2
    assert message in ran.err
    assert ran.out == ""


WRONG_USAGE = ("build --theme none", "build --base-url example.org", "import")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "build --content nowhere",
            "yanlu: there is no folder nowhere: name an archive by --content, or make one with “yanlu new archive nowhere”",
        ),
        (
            "check --content .",
            "yanlu: . is no archive: it has no site.yaml (make one with “yanlu new archive DIR”)",
        ),
        (
            "build --theme none",
            "yanlu: there is no theme “none”: expected a folder with templates/, assets/ or labels/ in it, or one of default",
        ),
        (
            "build --base-url example.org",
            "yanlu: --base-url example.org: expected an address that begins with https://",
        ),
        ("import", "yanlu: import: name at least one file (or --verify)"),
        ("diff 2020-a", "yanlu: 2020-a: no raw/2020-a/ledger.json; “yanlu diff” is for imported speeches"),
        ("new archive content", "yanlu: content is not empty: name a new folder"),
        ("new term 四风", "yanlu: content/glossary/sifeng.md is there already"),
        (
            "new speech 题 --content nowhere",
            "yanlu: nowhere is no archive: it has no site.yaml (make one with “yanlu new archive nowhere”)",
        ),
    ],
)
def test_what_stops_the_program(bench, line, message):
    """One line that says where, what was expected and what to do; exit 1, or 2 where the call was wrong; nothing written."""
    before = tree(bench.content)
    ran = bench.run(*line.split())
    assert (ran.code, ran.out, ran.err) == (2 if line in WRONG_USAGE else 1, "", message + "\n")
    assert tree(bench.content) == before


@pytest.mark.parametrize("kind", ["speech", "term"])
def test_an_empty_name_is_refused(bench, kind):
    """A title or a term of nothing but spaces would stop every build."""
    ran = bench.run("new", kind, "  ")
    assert (ran.code, ran.out) == (2, "")
    assert "is empty" in ran.err


def test_the_archive_is_not_imported_into_itself(bench):
    """Its own Markdown is no raw file."""
    before = tree(bench.content)
    for path in ("content", "content/glossary", "content/site.yaml"):
        ran = bench.run("import", path)
        assert (ran.code, ran.out) == (2, "")
        assert "part of the archive itself" in ran.err
    assert tree(bench.content) == before


def test_a_file_where_a_folder_must_be(bench):
    """What the system refuses is one line."""
    put(bench.home, {"file": "x"})
    for line in ("new archive file/x", "build --output file/x"):
        ran = bench.run(*line.split())
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith("yanlu: file")
        assert ran.err.count("\n") <= 2


def test_a_file_name_is_no_workflow_command(bench):
    """For GitHub, a name is escaped as a message is: it may have a line end."""
    put(bench.content, {"speeches/a\n::warning::b.md": "x"})
    ran = bench.run("check", "--format", "github")
    assert not any(line.startswith("::warning::b") for line in ran.out.splitlines())


def test_version_and_help(bench):
    """Both end well; help names every command."""
    assert bench.run("--version").out.startswith("yanlu ")
    ran = bench.run("--help")
    assert ran.code == 0
    assert all(
        f"    {command} " in ran.out for command in "import build serve check new suggest diff".split()
    )


def test_build_says_what_it_did(bench):
    """Pages, files, size, time and where to look; problems on the other stream; notes only counted."""
    ran = bench.build()
    assert ran.code == 0
    assert ran.out.endswith(": build/index.html\n")
    assert ran.out.count("\n") == 1
    assert ran.err == ""
    ran = bench.put({"site.yaml": "title: 录\n", "speeches/stray.txt": "x"}).build()
    assert ran.err == (
        "content/speeches/stray.txt:1: warning: not a .md file: it is not part of the archive [stray-file]\n1 note (yanlu check shows them)\n"
    )


def test_a_new_archive_can_be_built(bench):
    """Settings, an about page, the glossary of the program: no error and no warning."""
    assert bench.run("new", "archive", "other").code == 0
    ran = bench.run("check", "--content", "other")
    assert ran.code == 0
    assert ran.out.splitlines()[-1].startswith("0 errors, 0 warnings, ")
    assert (
        (bench.home / "other/.gitattributes")
        .read_text("utf-8")
        .startswith("* text=auto eol=lf\nraw/** -text\n")
    )


def test_a_new_speech_and_a_new_term(bench):
    """Named by pinyin; a second one of that name gets a number; the draft is no problem for the site."""
    assert bench.run(
        "new", "speech", "在会上的讲话：“要”点"
    ).out.strip() == "content/speeches/undated-zaihuishangdejianghua-yao-dian.md".replace(
        "zaihuishangdejianghua", "zai-huishang-de-jianghua"
    )
    assert "-2.md" in bench.run("new", "speech", "在会上的讲话：“要”点").out
    assert bench.run("new", "term", "三农").out == "content/glossary/sannong.md\n"
    assert split((bench.content / "glossary/sannong.md").read_text("utf-8")).values == {"term": "三农"}
    ran = bench.run("check")
    assert (
        "glossary/sannong.md:4: warning: there is no definition below the front matter: the entry is left out [empty-body]"
        in ran.out
    )
    assert "speeches/undated" not in "".join(line for line in ran.out.splitlines() if ": error: " in line)


@pytest.mark.parametrize(
    "title", ["a: b", "#", "- x", "'\"", "true", "null", "2020", "四\n风", "../../x", "x" * 300]
)
def test_any_title(bench, title):
    """Whatever the title, it is a file of speeches/ that says it."""
    ran = bench.run("new", "speech", title)
    assert ran.code == 0
    (path,) = (bench.content / "speeches").glob("undated-*.md")
    assert split(path.read_text("utf-8")).values["title"] == title
    assert {p.name for p in bench.home.iterdir()} == {"content"}


RAW = "在村民会上的讲话\n\n各位乡亲:\n\n修路的事情说了三年,今年一定要修通。\n"


def test_import_verify_and_diff(bench):
    """In, out and compared: nothing is written by a dry run, an edited speech is not overwritten but by force."""
    put(bench.home, {"raw.txt": RAW})
    before = tree(bench.content)
    ran = bench.run("import", "raw.txt", "--dry-run")
    assert ran.code == 0
    assert "1 speech would be imported" in ran.out
    assert tree(bench.content) == before
    assert bench.run("import", "raw.txt").code == 0
    (speech,) = {path for path in tree(bench.content) if path.startswith("speeches/")} - set(before)
    id = speech.removeprefix("speeches/").removesuffix(".md")
    assert (bench.content / "raw" / id / "raw.txt").read_text("utf-8") == RAW
    assert bench.run("import", "--verify") == (0, "1 ledgers, 0 wrong, 0 edited since their import\n", "")
    path = bench.content / speech
    path.write_text(path.read_text("utf-8").replace("修通", "修好"), "utf-8")
    edited = tree(bench.content)
    bench.run("import", "raw.txt")
    assert tree(bench.content) == edited
    assert "1 edited since" in bench.run("import", "--verify").out
    told = bench.run("diff", id).out
    assert "' → '，'" in told
    assert "-修路的事情说了三年，今年一定要修通。" in told
    assert "+修路的事情说了三年，今年一定要修好。" in told
    assert bench.run("import", "raw.txt", "--force").code == 0
    assert "修通" in path.read_text("utf-8")
    put(bench.content, {f"raw/{id}/raw.txt": RAW + "x"})
    ran = bench.run("import", "--verify")
    assert ran.code == 1
    assert f"content/raw/{id}/ledger.json:1: error: raw.txt was changed" in ran.out


def test_one_bad_file_does_not_stop_the_others(bench):
    """import: what cannot be read is a problem, the rest comes in, exit 1."""
    put(bench.home, {"good.txt": RAW, "bad.txt": b"\xff\xfe\x00\xd8" * 20})
    ran = bench.run("import", "bad.txt", "missing.txt", "good.txt")
    assert ran.code == 1
    assert "missing.txt" in ran.err
    assert len(list((bench.content / "raw").glob("*/good.txt"))) == 1


def test_problems_are_shown_without_colour_where_nobody_looks(bench):
    """No escape sequence in a file or a pipe."""
    ran = bench.put({"site.yaml": SITE + "lnik: all\n"}).build()
    assert "\033" not in ran.err
    assert ": error: unknown key “lnik” (did you mean “link”?)" in ran.err
