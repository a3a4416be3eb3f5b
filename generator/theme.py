"""A theme: templates, labels and assets, with the default theme behind it file by file.

A folder that overrides one template needs only that template; everything else is the default theme's.
"""

import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateNotFound
from jinja2.ext import Extension
from jinja2.runtime import Context

from generator import frontmatter
from generator.compiled import CompiledTemplates
from generator.config import resource
from generator.labels import CATALOGUES, Labels
from generator.model import File, SiteError, Url, UsageError

Folders = tuple[str, ...]
"""The theme's own folder, then the default theme's."""
Contents = Mapping[str, bytes]
"""Files of one folder, by their paths inside it."""
Parts = tuple[tuple[str, Contents], ...]

_PARTS = ("templates", "assets", "labels")
_ENGLISH = "assets/english.js"
"""The script that puts English words in; behind it comes their table."""
_INDENT = re.compile(r"([%#]\})?\n[ \t]+(?=(\{%)?)")
_KEPT = re.compile(r"<(?:pre|textarea)\b")


def folders(theme: str) -> Folders:
    """A theme by its name or its folder. SiteError names those that there are."""
    default = resource("themes") / "default"
    for folder in (resource("themes") / theme, Path(theme)):
        if any((folder / part).is_dir() for part in _PARTS):
            return tuple(dict.fromkeys((str(folder), str(default))))
    known = ", ".join(sorted(path.name for path in resource("themes").iterdir() if path.is_dir()))
    raise UsageError(
        f"there is no theme “{theme}”: expected a folder with templates/, assets/ or labels/ in it, or one of {known}"
    )


class Carried(str):
    """A folder of another machine: its path there, with the files that it holds."""

    contents: Contents


def carried(theme: Folders) -> Folders:
    """A theme that can be read where its folders are not."""
    away = []
    for folder in theme:
        one = Carried(folder)
        one.contents = _contents(folder)
        away.append(one)
    return tuple(away)


def files(theme: Folders) -> dict[str, Path]:
    """Every file of a theme by its path inside it, the theme's own before the default one."""
    found: dict[str, Path] = {}
    for folder in reversed(theme):
        home = Path(folder)
        for part in _PARTS:
            found |= {
                path.relative_to(home).as_posix(): path for path in (home / part).rglob("*") if path.is_file()
            }
    return dict(sorted(found.items()))


def digest(theme: Folders) -> bytes:
    """Digest of all files of a theme."""
    sums = hashlib.blake2b(digest_size=16)
    for name, path in files(theme).items():
        sums.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return sums.digest()


def assets(theme: Folders, convert: Callable[[str], str] | None) -> list[File]:
    """Style sheets, scripts and pictures, under /assets/; ``convert`` turns a word into the other script's."""
    found = {name: path.read_bytes() for name, path in files(theme).items() if name.startswith("assets/")}
    if _ENGLISH in found:
        found[_ENGLISH] += b"yanluEnglish.learn(%s);\n" % _catalogues(_opened(theme)).table(convert)
    return [File(Url(f"/{name}"), data) for name, data in found.items()]


class _Flat(Extension):
    """Templates are indented for who writes them; pages are not, since there are many.

    One blank stays where the break of the line is no part of the page, so that two words never become one. A template in which a
    browser shows every blank is left alone.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source of a template without its indentation; the number of lines stays."""
        return source if _KEPT.search(source) else _INDENT.sub(_unindented, source)


def _unindented(found: re.Match[str]) -> str:
    tag, is_tag_next = found[1] or "", found[2]
    return f"{tag}\n " if tag and not is_tag_next else f"{tag}\n"


class _Context(Context):
    """Calls a function as it stands: none that templates have here asks for the context, which Jinja looks for in each call."""

    def call(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return function(*args, **kwargs)


class _Environment(Environment):
    context_class = _Context


class Theme:
    """The templates and labels of a theme, and the digests of its assets; kept per process."""

    def __init__(self, theme: Folders) -> None:
        parts = _opened(theme)
        places = {name: folder for folder, contents in reversed(parts) for name in contents}
        found = {name: data for _, contents in reversed(parts) for name, data in contents.items()}

        def template(name: str) -> tuple[str, str, None]:
            path = f"templates/{name}"
            if path not in found:
                raise TemplateNotFound(name, f"there is no {path} in {' or '.join(theme)}")
            return _text(found[path]), f"{places[path]}/{path}", None

        self.environment = _Environment(
            loader=FunctionLoader(template),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=[_Flat],
            bytecode_cache=CompiledTemplates(),
        )
        self.labels = _catalogues(parts)
        words = b"".join(data for name, data in sorted(found.items()) if name.startswith("labels/"))
        self.assets = {
            name.removeprefix("assets/"): hashlib.blake2b(
                data + words if name == _ENGLISH else data, digest_size=4
            ).hexdigest()
            for name, data in found.items()
            if name.startswith("assets/")
        }

    def asset(self, name: str) -> str:
        """Address of an asset with a digest behind it, so that browsers may keep it."""
        if name not in self.assets:
            raise SiteError(f"the theme has no assets/{name}")
        return f"/assets/{name}?{self.assets[name]}"


def _opened(theme: Folders) -> Parts:
    """The folders of a theme with their files, read."""
    return tuple((folder, _contents(folder)) for folder in theme)


def _contents(folder: str) -> Contents:
    if isinstance(folder, Carried):
        return folder.contents
    return {name: path.read_bytes() for name, path in files((folder,)).items()}


def _text(data: bytes) -> str:
    return data.decode("utf-8").replace("\r\n", "\n")


def _catalogues(parts: Parts) -> Labels:
    """The catalogues of a theme: the default theme's words, and what the theme's own say instead."""
    found: dict[str, dict[str, object]] = {name: {} for name in CATALOGUES}
    for folder, contents in reversed(parts):
        for name, words in found.items():
            path = f"labels/{name}.yaml"
            if path in contents:
                words |= _read(f"{folder}/{path}", contents[path])
    return Labels(found)


def _read(path: str, data: bytes) -> dict[str, object]:
    try:
        return frontmatter.read_yaml(_text(data))[0]
    except frontmatter.FrontMatterError as error:
        raise SiteError(f"{path}:{error.line}: {error.message}") from None


@functools.lru_cache(maxsize=2)
def read_theme(theme: Folders, digest: bytes) -> Theme:
    """A theme by its folders and the digest of its files, read once a process."""
    return Theme(theme)
