"""bytes to build/: a staging folder first, then what differs is renamed into place.

The folder must be absent, empty, or one that this program made (it holds our manifest). A build that fails before everything is
staged leaves the old site as it was; one that is killed while it renames is finished by the next. No symbolic link is followed.
"""

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from generator import urls
from generator.memo import digest_of_bytes
from generator.model import SiteError, Url

_MANIFEST = ".yanlu.json"
_STAGING = ".yanlu-staging"


class Output:
    """The folder that a build writes. ``add`` stages, ``publish`` puts in place; leaving it without ``publish`` changes nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        _refuse_foreign(folder)
        self.staging = folder / _STAGING
        self.files: dict[str, str] = {}
        self.written = self.removed = 0
        self._staged: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        if self.staging.is_symlink():
            raise SiteError(f"{self.staging} is a symbolic link: remove it")
        shutil.rmtree(self.staging, ignore_errors=True)
        self.staging.mkdir()
        manifest = folder / _MANIFEST
        if not manifest.exists():  # from now on the folder is known as ours, even if this build is killed
            manifest.write_text('{"files": {}}\n')

    def __enter__(self) -> "Output":
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)

    def add(self, url: Url, data: bytes) -> None:
        """Stage one file, unless the one in place has the same bytes."""
        path = urls.to_file(url)
        if path in self.files:
            raise SiteError(f"two files of the site have the address {url}")
        self.files[path] = digest_of_bytes(data)
        if _same(self.folder / path, data):
            return
        staged = self.staging / str(len(self._staged))
        staged.write_bytes(data)
        self._staged.append(path)

    def in_place(self, url: Url, digest: str) -> bool:
        """Whether the file is there already with that digest; then it belongs to this site, too."""
        path = urls.to_file(url)
        try:
            there = not (self.folder / path).is_symlink() and digest_of_bytes((self.folder / path).read_bytes()) == digest
        except OSError:
            return False
        if there:
            self.files[path] = digest
        return there

    def publish(self) -> int:
        """Put everything in place: assets and data first, then pages; what no page owns goes last. Returns the site's bytes."""
        order = sorted(range(len(self._staged)), key=lambda i: (self._staged[i].endswith(".html"), i))
        for i in order:
            target = self.folder / self._staged[i]
            self._clear_way(target)
            os.replace(self.staging / str(i), target)
            self.written += 1
        self._remove_others()
        listing = json.dumps({"files": dict(sorted(self.files.items()))}, indent=0) + "\n"
        staged = self.staging / "manifest"
        staged.write_text(listing)
        os.replace(staged, self.folder / _MANIFEST)
        return sum((self.folder / path).stat().st_size for path in self.files)

    def _clear_way(self, target: Path) -> None:
        """Make the folders of a file; a link or a file that stands where a folder must be goes."""
        for parent in reversed(target.relative_to(self.folder).parents[:-1]):
            folder = self.folder / parent
            if folder.is_symlink() or folder.is_file():
                folder.unlink()
            folder.mkdir(exist_ok=True)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)

    def _remove_others(self) -> None:
        for base, folders, names in os.walk(self.folder, topdown=False):
            here = Path(base)
            if here == self.staging or self.staging in here.parents:
                continue
            for name in [*names, *(f for f in folders if (here / f).is_symlink())]:
                path = (here / name).relative_to(self.folder).as_posix()
                if path != _MANIFEST and path not in self.files:
                    (here / name).unlink()
                    self.removed += 1
            if here != self.folder and not any(here.iterdir()):
                here.rmdir()


def _same(path: Path, data: bytes) -> bool:
    try:
        return not path.is_symlink() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _refuse_foreign(folder: Path) -> None:
    if folder.is_symlink():
        raise SiteError(f"{folder} is a symbolic link: name the folder that it leads to")
    if folder.exists() and not folder.is_dir():
        raise SiteError(f"{folder} is a file, not a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MANIFEST).is_file():
        raise SiteError(f"{folder} holds files that yanlu did not make: name another folder by --output, or empty it first")


def broken_links(pages: Iterable[tuple[Url, tuple[str, ...], tuple[str, ...]]], files: Iterable[str]) -> list[str]:
    """Links that lead nowhere, each “page: link (reason)”. ``pages`` are (address, links, ids); ``files`` all paths of the site."""
    known = set(files)
    pages = list(pages)
    ids = {urls.to_file(url): frozenset(anchors) for url, _, anchors in pages}
    broken = []
    for url, links, _ in pages:
        base = url.rsplit("/", 1)[0].split("/")[1:]
        for link in links:
            if link.startswith("/") and url == "/404.html":
                continue  # served at any depth, so it names full paths under base_url
            path, _, anchor = link.partition("#")
            path = path.partition("?")[0]
            target = urls.to_file(url) if not path else _resolve(base, path)
            if target is None or target not in known:
                broken.append(f"{url}: “{link}” leads to no page")
            elif anchor and target in ids and anchor not in ids[target]:
                broken.append(f"{url}: “{link}” leads to no place in that page")
    return broken


def _resolve(base: list[str], path: str) -> str | None:
    """File that a relative address means, None where it leaves the site."""
    if path.startswith("/"):
        return None
    parts = list(base)
    steps = path.split("/")
    for step in steps[:-1] if steps[-1] not in ("..", ".") else steps:
        if step == "..":
            if not parts:
                return None
            parts.pop()
        elif step not in ("", "."):
            parts.append(step)
    name = steps[-1] if steps[-1] not in ("..", ".", "") else "index.html"
    return "/".join([*parts, name])
