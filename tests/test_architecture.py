"""The shape of the program: which way imports go, and who reads, writes and prints.

    cli, __main__ > serve > build > stages > tools > views > model

Within a layer there are no imports but those listed below, each with its reason.
"""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent / "generator"
LAYERS = (
    "cli cli_import cli_suggest terminal __main__".split(),
    ["serve"],
    "build cluster".split(),
    "load validate annotate mentions derive plan render write starter suggest ingest".split(),
    "markdown markup epub comparison linked paragraphs matcher automaton forms senses sentences voices targets frontmatter fields dates script urls pinyin segment config memo work theme labels sides hrefs links inputs gist tables joined compiled manuscripts signatures".split(),
    ["views"],
    ["model"],
)
SIDEWAYS = {
    ("__main__", "cli"): "the module that python -m runs is the command line",
    ("cli", "cli_import"): "the importer's commands have a file of their own",
    ("cli", "cli_suggest"): "what suggest prints has a file of its own",
    ("cli_suggest", "terminal"): "how files are shown and written is one for all commands",
    ("cli", "terminal"): "how problems and files are shown and written is one for all commands",
    ("cli_import", "terminal"): "how problems and files are shown and written is one for all commands",
    ("load", "ingest"): "ledger.py alone knows where raw files lie",
    ("manuscripts", "ingest"): "ledger.py alone knows how the imported body is replayed",
    ("manuscripts", "frontmatter"): "a body stands below a head",
    ("manuscripts", "inputs"): "what is read is what was digested",
    ("annotate", "mentions"): "an archive is annotated text by text",
    ("derive", "annotate"): "Annotated, the value that annotation gives",
    ("plan", "annotate"): "Annotated, the value that annotation gives",
    ("plan", "derive"): "Indexes, the value that derivation gives",
    ("plan", "ingest"): "the rules' own words, for the list of every place",
    ("plan", "load"): "raw_address: load copies the raw files that the speech page links to",
    ("comparison", "script"): "simplified and traditional characters are the same",
    ("fields", "dates"): "a field is read by its type",
    ("fields", "frontmatter"): "a field knows its line",
    ("fields", "urls"): "a field may be a slug",
    ("config", "fields"): "site.yaml is read field by field",
    ("config", "frontmatter"): "site.yaml is YAML",
    ("theme", "config"): "the default theme is a resource of the program",
    ("theme", "frontmatter"): "labels are YAML",
    ("theme", "labels"): "a theme has its words",
    ("compiled", "memo"): "the program's own digest",
    ("theme", "compiled"): "templates are compiled once",
    ("gist", "matcher"): "forms are compared as names are",
    ("gist", "script"): "formulas are in simplified characters",
    ("gist", "sentences"): "a row is a sentence",
    ("labels", "sides"): "a word may differ between the scripts",
    ("hrefs", "sides"): "an address may differ between the scripts",
    ("hrefs", "urls"): "a page writes the way to an address",
    ("links", "urls"): "a page's address tells its file",
    ("inputs", "memo"): "digests are made in one way",
    ("joined", "memo"): "so are keys",
    ("inputs", "signatures"): "a file that has not changed is not read again",
    ("markup", "urls"): "a term link is an address",
    ("epub", "markup"): "the text of a book is the text of the page",
    ("matcher", "automaton"): "many names are looked for at once",
    ("script", "automaton"): "many words are looked for at once",
    ("script", "forms"): "our own words go before OpenCC's",
    ("matcher", "script"): "matching is on folded text",
    ("matcher", "segment"): "two-character matches need word borders",
    ("matcher", "sentences"): "a sense is told by the words of its sentence",
    ("matcher", "urls"): "the list of senses has an address",
    ("voices", "sentences"): "PART, what stands between texts that are read as one",
    ("senses", "matcher"): "Found, what the matcher gives, and key, by which words are compared",
    ("senses", "script"): "places are compared folded",
    ("urls", "segment"): "a slug is cut by words",
    ("urls", "pinyin"): "a slug is how a text is read",
}
INSIDE = {
    "cli": "each command imports what it needs",
    "segment": "the segmenter takes a second to load",
    "script": "OpenCC is loaded where there is something to convert",
    "frontmatter": "the library takes a while to load, and most heads are of simple form",
    "markdown": "the library takes a while to load, and most texts need no more than simple forms",
    "urls": "the segmenter is loaded where a slug is made",
    "ingest": "the guesser of encodings is loaded for what is not UTF-8",
    "derive": "numpy is loaded where there is something to compare",
    "serve": "serve is one of the commands",
    "cluster": "Dask comes with an extra",
}
READS = {
    "config": "site.yaml",
    "load": "content/",
    "inputs": "content/, for its digest",
    "manuscripts": "the bodies of speeches, and their ledgers",
    "compiled": ".cache/templates",
    "ingest": "raw files, and in ledger.py what lies beside a ledger",
    "theme": "templates, labels and assets",
    "memo": "our own source, for the digest of the program",
    "script": "OpenCC's configuration, which our words are put into",
    "starter": "the starter archive",
    "build": "files to be copied, one at a time so that memory stays flat",
    "segment": "the segmenter's own dictionary",
    "pinyin": "pypinyin's own tables",
    "write": "the site in place, to compare",
    "cli": "the null device, where whoever read our output has gone",
    "cli_import": "the speech and the ledger that diff compares",
    "serve": "files to be copied, as build does",
}
WRITES = {
    "compiled": ".cache/templates",
    "write": "the site",
    "memo": "the cache",
    "terminal": "what import, new and suggest write",
    "ingest": "merge.py hands git three temporary files",
    "script": "OpenCC takes its dictionary from a temporary file only",
}
_READING = {"open", "read_text", "read_bytes"}
_WRITING = {"write_text", "write_bytes", "unlink", "rmtree", "mkdir", "replace_file"}
_PRINTING = {"print", "exit", "_exit", "stdout", "stderr"}


def name_of(path: Path) -> str:
    """The stage or tool that a file belongs to: its module, or its folder."""
    return path.relative_to(HOME).with_suffix("").parts[0]


@cache
def modules() -> tuple[tuple[str, Path, ast.Module], ...]:
    paths = [path for path in sorted(HOME.rglob("*.py")) if path != HOME / "__init__.py"]
    return tuple(
        (name_of(path), path, ast.parse(path.read_text("utf-8")))
        for path in paths
        if "resources" not in path.parts
    )


def imports(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """What a tree imports, and where."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            if node.module == "generator":
                yield from ((f"generator.{alias.name}", node) for alias in node.names)
            else:
                yield str(node.module), node


def layer(name: str) -> int:
    found = [i for i, names in enumerate(LAYERS) if name in names]
    assert found, f"{name} stands in no layer: add it to LAYERS"
    return found[0]


def test_imports_go_to_the_right():
    """A module imports from layers behind its own, or what SIDEWAYS lists."""
    wrong = []
    for name, path, tree in modules():
        for imported, node in imports(tree):
            parts = imported.split(".")
            if parts[0] != "generator" or len(parts) == 1 or parts[1] in ("__version__", name):
                continue
            if layer(parts[1]) <= layer(name) and (name, parts[1]) not in SIDEWAYS:
                wrong.append(f"{path.relative_to(HOME)}:{node.lineno} imports {imported}")
    assert not wrong


def test_files_of_one_folder_do_not_go_in_circles():
    """Within derive/, ingest/ and plan/ the imports have an order, too."""
    known = {
        ".".join(("generator", *path.relative_to(HOME).with_suffix("").parts)).removesuffix(".__init__"): tree
        for _, path, tree in modules()
    }
    edges: dict[str, set[str]] = {name: set() for name in known}
    for name, tree in known.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                submodules = {
                    inner for alias in node.names if (inner := f"{node.module}.{alias.name}") in known
                }
                edges[name] |= submodules or ({str(node.module)} & set(known))
            elif isinstance(node, ast.Import):
                edges[name] |= {alias.name for alias in node.names} & set(known)
    while leaves := [name for name, found in edges.items() if not found]:
        for name in leaves:
            del edges[name]
        edges = {name: found.difference(leaves) for name, found in edges.items()}
    assert not edges


def test_imports_inside_functions_stand_where_they_are_listed():
    """An import in a function hides a cost or a circle; INSIDE says where it is worth it. The standard library is free."""
    found = set()
    for name, path, tree in modules():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for imported, node in imports(function):
                    if imported.split(".")[0] not in sys.stdlib_module_names:
                        found.add((name, f"{path.relative_to(HOME)}:{node.lineno} {imported}"))
    assert not sorted(where for name, where in found if name not in INSIDE)


def test_nothing_is_imported_for_type_checkers_only():
    """TYPE_CHECKING would hide a circle. The command line has none to hide: nothing imports it."""
    using = {
        path.relative_to(HOME).as_posix()
        for _, path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "TYPE_CHECKING"
    }
    assert using <= {"cli.py"}


def used(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Names of functions that are called, and of streams that are named."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name):
                yield called.id, node.lineno
            elif isinstance(called, ast.Attribute):
                # os.replace and Path.replace move a file; str.replace and structs.replace take more than one or named values.
                moves = (
                    called.attr == "replace"
                    and (len(node.args) == 1 or ast.unparse(called.value) == "os")
                    and not node.keywords
                )
                yield "replace_file" if moves else called.attr, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
            yield node.attr, node.lineno


@pytest.mark.parametrize(
    ("names", "allowed"),
    [
        (_READING, READS),
        (_WRITING, WRITES),
        (_PRINTING, {"cli": "", "cli_import": "", "cli_suggest": "", "terminal": ""}),
    ],
    ids=["read", "write", "print"],
)
def test_disk_and_screen_are_at_the_two_ends(names, allowed):
    """Reading, writing and printing stand in the listed modules only, and each of those is still there for it."""
    wrong, right = [], set()
    for name, path, tree in modules():
        for called, line in used(tree):
            if called in names and not (name in ("markdown", "markup") and called == "open"):
                if name in allowed or name == "__main__":
                    right.add(name)
                else:
                    wrong.append(f"{path.relative_to(HOME)}:{line} {called}")
    assert not wrong
    assert set(allowed) <= right


def test_help_loads_nothing_heavy():
    """``yanlu --help`` answers at once: it loads none of the large libraries."""
    heavy = "jinja2 markdown_it numpy jieba opencc pypinyin".split()
    code = (
        "import sys\nfrom generator.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit as e:\n    assert e.code == 0\n"
        f"print('LOADED', [name for name in {heavy!r} if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        cwd=HOME.parent,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert ran.stdout.splitlines()[-1] == "LOADED []"
    assert "import" in ran.stdout
