"""The archive in the form that each peer reads it: written before the clock starts, as an editor would have written it."""

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from tests.bench.peers.job import Speech, Term, read_speeches, read_terms

HERE = Path(__file__).parent
_Thing = TypeVar("_Thing", Speech, Term)


def hugo_plain(content: Path, folder: Path) -> None:
    """Hugo without any link: speeches, terms, years, feed and sitemap all the same."""
    _hugo(content, folder, folder / "content" / "speeches", "hugo-plain")


def hugo_template(content: Path, folder: Path) -> None:
    """Hugo, whose template makes the links."""
    _hugo(content, folder, folder / "content" / "speeches", "")


def hugo_prepass(content: Path, folder: Path) -> None:
    """Hugo, whose speeches come from the pre-pass: they wait in ``written``, and terms are a taxonomy."""
    _hugo(content, folder, folder / "written", "hugo-prepass")
    _names(content, folder)


def eleventy(content: Path, folder: Path) -> None:
    """Eleventy with its templates in JavaScript and a rule for markdown-it."""
    shutil.copytree(HERE / "eleventy", folder, dirs_exist_ok=True)
    _write(folder / "speeches", read_speeches(content), _yaml_speech)
    _write(folder / "terms", read_terms(content), _yaml_term)
    for name, tag in (("speeches", "speech"), ("terms", "term")):
        shared = {"layout": f"{tag}.11ty.js", "tags": tag}
        (folder / name / f"{name}.json").write_text(json.dumps(shared), "utf-8")
    shutil.copy(HERE / "yanlu-theme" / "assets" / "plain.css", folder)
    _names(content, folder)


def pelican(content: Path, folder: Path) -> None:
    """Pelican: speeches are articles, terms are pages."""
    shutil.copytree(HERE / "pelican", folder, dirs_exist_ok=True)
    _write(folder / "content" / "speeches", read_speeches(content), _pelican_speech)
    _write(folder / "content" / "terms", read_terms(content), _pelican_term)
    _names(content, folder)


def mkdocs(content: Path, folder: Path) -> None:
    """MkDocs: all are pages; the hook adds those of years."""
    shutil.copytree(HERE / "mkdocs", folder, dirs_exist_ok=True)
    _write(folder / "docs" / "speeches", read_speeches(content), _yaml_speech)
    _write(folder / "docs" / "terms", read_terms(content), _yaml_term)
    shutil.copy(HERE / "yanlu-theme" / "assets" / "plain.css", folder / "docs")
    (folder / "docs" / "index.md").write_text("---\ntitle: 首页\n---\n", "utf-8")
    _names(content, folder)


def _hugo(content: Path, folder: Path, speeches: Path, over: str) -> None:
    shutil.copytree(HERE / "hugo", folder, dirs_exist_ok=True)
    if over:
        shutil.copytree(HERE / over, folder, dirs_exist_ok=True)
    _write(speeches, read_speeches(content), _yaml_speech)
    index = folder / "content" / "speeches" / "_index.md"
    index.parent.mkdir(parents=True, exist_ok=True)
    index.write_text("---\nbuild: {render: never}\n---\n", "utf-8")
    _write(
        folder / "content" / "terms",
        read_terms(content),
        _yaml_term,
        "{}/_index.md" if over == "hugo-prepass" else "{}.md",
    )


def _names(content: Path, folder: Path) -> None:
    rows = [(name, term.slug) for term in read_terms(content) for name in term.names]
    (folder / "names.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")


def _write(
    folder: Path, things: Iterable[_Thing], form: Callable[[_Thing], tuple[str, str]], path: str = "{}.md"
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for thing in things:
        name, text = form(thing)
        file = folder / path.format(name)
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")


def _yaml_speech(speech: Speech) -> tuple[str, str]:
    return speech.id, (
        f'---\ntitle: {speech.title}\ndate: {speech.date}\nday: "{speech.date}"\nyears: ["{speech.year}"]\n'
        f"speaker: {speech.speaker}\noffice: {speech.office}\nplace: {speech.place}\n"
        f"summary: {_summary(speech)}\n---\n\n{speech.body}"
    )


def _yaml_term(term: Term) -> tuple[str, str]:
    return term.slug, (
        f"---\ntitle: {term.names[0]}\nnames: [{', '.join(term.names)}]\ncategory: {term.category}\n---\n\n{term.definition}"
    )


def _pelican_speech(speech: Speech) -> tuple[str, str]:
    return speech.id, (
        f"Title: {speech.title}\nDate: {speech.date}\nSlug: {speech.id}\nSpeaker: {speech.speaker}\nOffice: {speech.office}\n"
        f"Place: {speech.place}\nSummary: {_summary(speech)}\n\n{speech.body}"
    )


def _pelican_term(term: Term) -> tuple[str, str]:
    return term.slug, (
        f"Title: {term.names[0]}\nSlug: {term.slug}\nNames: {'、'.join(term.names)}\nKind: {term.category}\n\n{term.definition}"
    )


def _summary(speech: Speech) -> str:
    """What the feed shows: the beginning of the first paragraph."""
    return next((line for line in speech.body.splitlines()[1:] if line), "")[:120]
