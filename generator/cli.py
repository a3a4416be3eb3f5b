"""The command line: reads arguments, calls one function, prints and exits. Beside it only cli_import.py and terminal.py print.

Exit codes: 0 done, 1 problems, 2 wrong usage. Heavy modules are imported by the command that needs them.
"""

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from generator import __version__
from generator.model import Problem, SiteError, UsageError
from generator.terminal import lines, plural, where, write

_CACHE = Path(".cache/yanlu.sqlite")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except SiteError as error:
        print(f"yanlu: {error}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output, such as head, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (
        OSError
    ) as error:  # a folder that cannot be made, a full disk: the user's to mend, and no fault of the program
        print(f"yanlu: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="yanlu", description="言录: an annotated archive of Chinese speeches as a static site."
    )
    parser.add_argument("--version", action="version", version=f"yanlu {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, run: object, help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".")
        sub.set_defaults(run=run)
        return sub

    def content(sub: argparse.ArgumentParser) -> None:
        sub.add_argument(
            "--content",
            type=Path,
            default=Path("content"),
            metavar="DIR",
            help="the archive (default: content)",
        )

    def site(sub: argparse.ArgumentParser) -> None:
        content(sub)
        sub.add_argument(
            "--theme",
            default="",
            metavar="NAME|DIR",
            help="a theme by name or folder (default: what site.yaml says)",
        )
        sub.add_argument(
            "--base-url", default="", metavar="URL", help="the address at which the site will stand"
        )
        sub.add_argument("--drafts", action="store_true", help="with drafts and speeches not yet published")

    sub = command("import", _import, "bring raw files into the archive")
    sub.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="text, Markdown, HTML, Word, PDF, tables; folders and zip archives of them",
    )
    content(sub)
    sub.add_argument("--dry-run", action="store_true", help="show what would come in, write nothing")
    sub.add_argument(
        "--force", action="store_true", help="overwrite a speech that was edited since its import"
    )
    sub.add_argument(
        "--split",
        action="store_true",
        help="take files of several speeches apart, join files that are parts of one, where that is certain",
    )
    sub.add_argument(
        "--map", default="", metavar="KEY=COLUMN,…", help="columns of a table, as in text=正文,title=标题"
    )
    sub.add_argument("--verify", action="store_true", help="replay every ledger of the archive and compare")

    sub = command("build", _build, "write the site")
    site(sub)
    sub.add_argument(
        "--output", type=Path, default=Path("build"), metavar="DIR", help="where to (default: build)"
    )
    workers = sub.add_mutually_exclusive_group()
    workers.add_argument(
        "--jobs",
        type=_positive,
        metavar="N",
        help="processes (default: one a core)",
    )
    workers.add_argument(
        "--executor",
        default="",
        metavar="URL",
        help="work on a Dask cluster instead: dask://HOST:PORT of its scheduler (needs yanlu[cluster])",
    )
    sub.add_argument("--strict", action="store_true", help="warnings are errors")

    sub = command("serve", _serve, "show the site on this machine and follow every change")
    site(sub)
    sub.add_argument(
        "--port", type=int, default=8000, metavar="N", help="port on the loopback address (default: 8000)"
    )

    sub = command("check", _check, "list every problem of the archive, write nothing")
    content(sub)
    sub.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help="how to print (default: text)"
    )
    sub.add_argument("--strict", action="store_true", help="warnings are errors")

    sub = command("new", _new, "begin an archive, a speech or a term")
    kinds = sub.add_subparsers(metavar="archive|speech|term", required=True, dest="kind")
    one = kinds.add_parser("archive", help="a starter archive in a new folder")
    one.add_argument("name", type=Path, metavar="DIR")
    for kind, help_ in (("speech", "an empty speech of that title"), ("term", "an empty entry of that term")):
        one = kinds.add_parser(kind, help=help_)
        one.add_argument("name", metavar="TITLE" if kind == "speech" else "TERM")
        content(one)

    sub = command("suggest", _suggest, "list phrases that the glossary might take up")
    content(sub)
    sub.add_argument("--most", type=_positive, default=40, metavar="N", help="how many (default: 40)")
    sub.add_argument(
        "--write", action="store_true", help="write a draft entry for those whose items the text spells out"
    )

    sub = command("diff", _diff, "show what the import and the editors changed in a speech")
    sub.add_argument("id", metavar="ID")
    content(sub)
    return parser


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1, found {text}")
    return number


# ------------------------------------------------------------------------------------------------- printing


def _print_problems(content: Path, problems: Sequence[Problem], *, notes: bool) -> None:
    shown = [p for p in problems if notes or p.level != "note"]
    for line in lines(content, shown):
        print(line, file=sys.stderr)
    if hidden := len(problems) - len(shown):
        print(f"{hidden} {plural(hidden, 'note')} (yanlu check shows them)", file=sys.stderr)


# ------------------------------------------------------------------------------------------------- commands


if TYPE_CHECKING:
    from concurrent.futures import Executor

    from generator.build import Options
    from generator.memo import Memo


def _options(arguments: argparse.Namespace) -> "Options":
    from generator.build import Options

    return Options(
        arguments.content,
        getattr(arguments, "base_url", ""),
        getattr(arguments, "theme", ""),
        getattr(arguments, "drafts", False),
        getattr(arguments, "strict", False),
    )


@contextmanager
def _memory(*, tidy: bool = False) -> Iterator["Memo"]:
    """The remembered results; tidied only where a whole build came to its end."""
    from generator.memo import Memo

    memo = Memo(_CACHE)
    finished = False
    try:
        yield memo
        finished = tidy
    finally:
        memo.close(finished=finished)
        for line in memo.said:
            print(f"yanlu: {line}", file=sys.stderr)


def _executor(arguments: argparse.Namespace) -> "Executor | None":
    if arguments.executor:
        from generator.cluster import Cluster

        return Cluster(arguments.executor)
    from concurrent.futures import ProcessPoolExecutor

    jobs = arguments.jobs or os.cpu_count() or 1
    return ProcessPoolExecutor(jobs, initializer=_collect_seldom) if jobs > 1 else None


def _collect_seldom() -> None:
    """Look for cycles of dead objects once in 50,000 new ones, not in 700: our values form none, and a sixth of a build went into it."""
    gc.set_threshold(50_000, 20, 100)


def _build(arguments: argparse.Namespace) -> int:
    from generator.build import build, refuses

    _collect_seldom()
    began = time.perf_counter()
    executor = _executor(arguments)
    try:
        with _memory(tidy=True) as memo:
            report = build(_options(arguments), arguments.output, memo, executor)
    finally:
        if executor:
            executor.shutdown(cancel_futures=True)
        gc.freeze()  # what lives now is not looked through again on the way out: 0.15 s at 1,000 speeches
    _print_problems(arguments.content, report.problems, notes=False)
    if refuses(list(report.problems), arguments.strict):
        print(f"nothing was written to {arguments.output}", file=sys.stderr)
        return 1
    taken = time.perf_counter() - began
    changed = f"{report.written} {plural(report.written, 'file')} written, {report.removed} removed"
    print(
        f"{report.pages} pages, {changed}, {report.bytes / 1e6:.1f} MB in {taken:.1f} s: {arguments.output / 'index.html'}"
    )
    return 0


def _check(arguments: argparse.Namespace) -> int:
    import json

    from generator.build import compile_site, refuses

    with _memory() as memo:
        _, problems = compile_site(_options(arguments), memo, None)
    if arguments.format == "json":
        rows = [
            {
                "path": where(arguments.content, p),
                "line": p.line,
                "level": p.level,
                "code": p.code,
                "message": p.message,
            }
            for p in problems
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif arguments.format == "github":
        for p in problems:
            level = "notice" if p.level == "note" else p.level
            file = _command_text(where(arguments.content, p)).replace(":", "%3A").replace(",", "%2C")
            print(f"::{level} file={file},line={p.line},title={p.code}::{_command_text(p.message)}")
    else:
        for line in lines(arguments.content, problems):
            print(line)
        counts = {level: sum(p.level == level for p in problems) for level in ("error", "warning", "note")}
        print(", ".join(f"{n} {plural(n, level)}" for level, n in counts.items()))
    return 1 if refuses(problems, arguments.strict) else 0


def _command_text(text: str) -> str:
    """A text inside a workflow command, which a line end would end: names of files may have one."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _serve(arguments: argparse.Namespace) -> int:
    from generator.serve import serve

    serve(_options(arguments), _CACHE, arguments.port, lambda line: print(line, flush=True))
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from generator import cli_import

    return cli_import.verify(arguments) if arguments.verify else cli_import.bring_in(arguments)


def _diff(arguments: argparse.Namespace) -> int:
    from generator import cli_import

    return cli_import.diff(arguments)


def _new(arguments: argparse.Namespace) -> int:
    from generator.starter import new_archive, new_speech, new_term

    if arguments.kind == "archive":
        writes = new_archive(arguments.name)
    else:
        make = new_speech if arguments.kind == "speech" else new_term
        writes = make(arguments.name, arguments.content)
    for path, data in writes:
        write(path, data)
    if arguments.kind == "archive":
        print(
            f"{arguments.name}: a new archive. Next: yanlu import FILE… --content {arguments.name}; yanlu build --content {arguments.name}"
        )
    else:
        print(writes[0][0])
    return 0


def _suggest(arguments: argparse.Namespace) -> int:
    from generator.build import read_texts
    from generator.cli_suggest import show, write_drafts
    from generator.suggest import candidates, review, spellings

    with _memory() as memo:
        archive, texts = read_texts(_options(arguments), memo)
    # Two versions of one speech are no two speeches that use a phrase.
    own = [t for s, t in zip(archive.speeches, texts.speeches, strict=True) if not s.version_of]
    others = spellings(own, archive.terms)
    known = {spelling.words for spelling in others}
    found = [c for c in candidates(own, archive.terms) if c.phrase not in known][: arguments.most]
    show(found, others, review(own, archive.terms))
    if arguments.write:
        write_drafts(arguments.content, found)
    return 0
