"""New archives, speeches and terms: what to write, as paths and bytes. Reads the starter that comes with the program."""

from pathlib import Path

from generator import frontmatter, urls
from generator.config import read_config, resource, slugs_of
from generator.model import SiteError, UsageError

Writes = list[tuple[Path, bytes]]

_SITE = """\
# 网站的总设置。其余各键见编者手册。
title: {title}
description: 一个带注释的讲话文献库。

# 网站的正式地址；填好以后才有订阅源、站点地图和规范链接，例如：
# base_url: https://example.org/archive/
base_url: null

# 另一种字体：tw（台湾用字）、hk（香港用字）或 none
script: tw

# 词条链接：section（每节首次）、page（每篇首次）、all（每次）
link: section

# 人名、地名在网址里的写法，多音字以本人、本地的读法为准。
names:
  people: {{}}
  places: {{}}
"""
_ABOUT = """\
---
title: 关于
description: 这个文献库收什么，怎样整理。
---

这里写明：收哪些讲话，从哪里来，谁来编，怎样联系。
"""
_ATTRIBUTES = "* text=auto eol=lf\nraw/** -text\nstatic/** -text\n"
_FOLDERS = ("raw", "speeches", "static")


def new_archive(folder: Path) -> Writes:
    """A starter archive: settings, an about page, and the glossary that comes with the program."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SiteError(f"{folder} is not empty: name a new folder")
    writes = [
        (folder / "site.yaml", _SITE.format(title="讲话录").encode()),
        (folder / "pages" / "about.md", _ABOUT.encode()),
        (folder / ".gitattributes", _ATTRIBUTES.encode()),
    ]
    glossary = resource("content") / "glossary"
    writes += [(folder / "glossary" / path.name, path.read_bytes()) for path in sorted(glossary.glob("*.md"))]
    writes += [(folder / name / ".gitkeep", b"") for name in _FOLDERS]
    return writes


def new_speech(title: str, content: Path) -> Writes:
    """A speech with a title and nothing else; an error in check until there is a text."""
    _require_name(title, "title")
    path = _free(content, "speeches", f"undated-{urls.slugify(title, 40, _names(content))}")
    values = {"title": title, "speakers": [{"name": "", "office": ""}], "draft": True}
    return [(path, frontmatter.dump(values).encode())]


def new_term(term: str, content: Path) -> Writes:
    """An entry with its term and nothing else; an error in check until there is a definition."""
    _require_name(term, "term")
    path = content / "glossary" / f"{urls.slugify(term)}.md"
    if path.exists():
        raise SiteError(f"{path} is there already")
    _require_archive(content)
    return [(path, frontmatter.dump({"term": term}).encode())]


def _names(content: Path) -> dict[str, str]:
    """The names that the archive knows; none where there is no archive, which is said elsewhere."""
    return slugs_of(read_config(content)[0]) if (content / "site.yaml").is_file() else {}


def _require_name(name: str, what: str) -> None:
    if not name.strip():
        raise UsageError(f"new: the {what} is empty")


def _free(content: Path, folder: str, id: str) -> Path:
    _require_archive(content)
    path, number = content / folder / f"{id}.md", 1
    while path.exists():
        number += 1
        path = content / folder / f"{id}-{number}.md"
    return path


def _require_archive(content: Path) -> None:
    if not (content / "site.yaml").is_file():
        raise SiteError(
            f"{content} is no archive: it has no site.yaml (make one with “yanlu new archive {content}”)"
        )
