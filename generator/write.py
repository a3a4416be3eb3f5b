"""bytes to build/: a staging folder first, then what differs is renamed into place.

The folder must be absent, empty, or one that this program made (it holds our manifest). A build that fails before everything is
staged leaves the old site as it was; one that is killed while it renames is finished by the next. No symbolic link is followed.

Whether a file in place is still what was written there is told by its size, times, number and digest as the last build saw them
(``Seen``); where one of them differs, or was too young to be trusted, by its bytes.
"""

import hashlib
import json
import mmap
import os
import shutil
import stat
import time
from collections.abc import Iterable
from pathlib import Path

from generator import urls
from generator.memo import digest_of_bytes
from generator.model import SiteError, Url, Value
from generator.signatures import FIELDS, Signature, packed, signature

_MANIFEST = ".yanlu.json"
_STAGING = ".yanlu-staging-"

NO_KEY = bytes(16)
"""Of a file that is made anew by every build."""


class Seen(Value, frozen=True):
    """The files of a site as a build left them, packed: there may be a hundred thousand."""

    made_of: bytes = b""
    """Digest of all that the site was made of."""
    paths: str = ""
    """Joined by line feeds."""
    digests: bytes = b""
    """Of their bytes, 16 each."""
    keys: bytes = b""
    """What they were made by, 16 each: digests of all that they depend on; zeros where that is not known."""
    signatures: bytes = b""
    """Packed."""
    listing: bytes = b""
    """Digest of the manifest."""

    def by_path(self) -> dict[str, int]:
        """Where the facts of each file stand."""
        return {path: i for i, path in enumerate(self.paths.split("\n"))} if self.paths else {}

    def row(self, i: int) -> "Row":
        """The facts of one file."""
        at = slice(16 * i, 16 * i + 16)
        return self.digests[at], self.keys[at], FIELDS.unpack_from(self.signatures, FIELDS.size * i)


Row = tuple[bytes, bytes, Signature]
"""Of a file as it was seen: digest, key and signature."""
_UNSEEN: Row = (b"", b"", (-2, 0, 0, 0))


def holds(folder: Path, seen: Seen) -> bool:
    """Whether a site stands as a build left it, every file."""
    place = _Place(folder)
    is_ours = bool(seen.paths) and not folder.is_symlink() and (folder / _MANIFEST).is_file()
    rows = zip(seen.by_path().items(), FIELDS.iter_unpack(seen.signatures), strict=True)
    return is_ours and all(
        place.stands(path, known) or place.digest(path, seen.row(i)) == seen.row(i)[0]
        for (path, i), known in rows
    )


class _Place:
    """The files that stand in the folder of a site; what is reached through a symbolic link does not stand in it."""

    def __init__(self, folder: Path) -> None:
        self._top = f"{folder}{os.sep}"
        self._plain: dict[str, bool] = {"": True}
        self.known: dict[str, Signature] = {}
        """Files that were found as they were seen."""

    def stands(self, path: str, known: Signature) -> bool:
        """Whether a file has the signature of a file that was seen."""
        try:
            status = os.lstat(self._top + path)
        except OSError:
            return False
        now = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        return now == known and self._is_plain(path.rpartition("/")[0])

    def digest(self, path: str, seen: Row) -> bytes:
        """The digest of a file; nothing where there is none, or a link on the way to it."""
        if self.stands(path, seen[2]):
            self.known[path] = seen[2]
            return seen[0]
        file = f"{self._top}{path}"
        try:
            is_file = stat.S_ISREG(os.lstat(file).st_mode) and self._is_plain(path.rpartition("/")[0])
            return digest_of_bytes(Path(file).read_bytes()) if is_file else b""
        except OSError:
            return b""

    def _is_plain(self, folder: str) -> bool:
        """Whether a folder of the site is reached through no symbolic link; looked at once a build."""
        found = self._plain.get(folder)
        if found is None:
            above = folder.rpartition("/")[0]
            found = self._plain[folder] = not os.path.islink(self._top + folder) and self._is_plain(above)
        return found


class Output:
    """The folder that a build writes. ``add`` stages, ``publish`` puts in place; leaving it without ``publish`` changes nothing.

    ``seen``: what the last build left there, if that is known.
    """

    def __init__(self, folder: Path, seen: Seen | None = None) -> None:
        self.folder = folder
        _refuse_foreign(folder)
        self.files: dict[str, bytes] = {}
        """Path → digest of every file of the new site."""
        self._keys: dict[str, bytes] = {}
        self._seen = seen or Seen()
        self._at = self._seen.by_path()
        self._place = _Place(folder)
        self.written = self.removed = 0
        self._staged: dict[str, int] = {}
        """Path → name in the staging folder."""
        self._ways: set[str] = set()
        """Folders of the site that are there."""
        folder.mkdir(parents=True, exist_ok=True)
        self._before = self._at if self._seen.listing == _listing(folder) else _read_manifest(folder)
        if not self._before:  # from now on the folder is known as ours, even if this build is killed
            self._write_manifest([])
        own = str(os.getpid())  # a process of our number that left a folder behind is gone
        for left in folder.glob(_STAGING + "*"):
            number = left.name.removeprefix(_STAGING)
            if left.is_symlink():
                left.unlink()
            elif number == own or not _runs(number):
                shutil.rmtree(left, ignore_errors=True)
        self.staging = folder / f"{_STAGING}{own}"
        self.staging.mkdir()

    def __enter__(self) -> "Output":
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)

    def add(self, url: Url, data: bytes, key: bytes = NO_KEY) -> None:
        """Stage one file, unless the one in place has the same bytes; ``key`` is the digest of all that it depends on."""
        path = urls.to_file(url)
        if path in self.files:
            raise SiteError(f"two files of the site have the address {url}")
        self.files[path] = digest = digest_of_bytes(data)
        self._keys[path] = key
        if self._place.digest(path, self._row(path)) == digest:
            return
        self._place.known.pop(path, None)  # what was seen there is replaced
        self._staged[path] = len(self._staged)
        with open(f"{self.staging}{os.sep}{self._staged[path]}", "wb", buffering=0) as file:
            file.write(data)

    def add_pieces(self, url: Url, pieces: Iterable[bytes | memoryview], key: bytes) -> None:
        """The same of a file that is written as its pieces come, and is never held whole."""
        path = urls.to_file(url)
        if path in self.files:
            raise SiteError(f"two files of the site have the address {url}")
        staged, digest = self.staging / str(len(self._staged)), hashlib.blake2b(digest_size=16)
        with staged.open("wb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
        self.files[path], self._keys[path] = digest.digest(), key
        if self._place.digest(path, self._row(path)) == digest.digest():
            staged.unlink()
            return
        self._place.known.pop(path, None)
        self._staged[path] = len(self._staged)

    def keep(self, key: bytes, *addresses: Url) -> bool:
        """Whether the last build made these files by the same key, and they are in place; then they belong to this site, too."""
        paths = [*map(urls.to_file, addresses)]
        for path in paths:
            row = self._row(path)
            if key == NO_KEY or row[1] != key or path in self.files:
                return False
            if self._place.digest(path, row) != row[0]:
                return False
        for path in paths:
            self.files[path], self._keys[path] = self._row(path)[0], key
        return True

    def _row(self, path: str) -> Row:
        """A file as the last build saw it."""
        i = self._at.get(path)
        return _UNSEEN if i is None else self._seen.row(i)

    def before(self, url: Url) -> memoryview | None:
        """The bytes of a file that stands as the last build left it."""
        path = urls.to_file(url)
        row = self._row(path)
        if not row[1] or self._place.digest(path, row) != row[0]:
            return None
        with (self.folder / path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) if size else None

    def key_before(self, url: Url) -> bytes:
        """What the last build made a file by."""
        return self._row(urls.to_file(url))[1]

    def key(self, url: Url) -> bytes:
        """What this build made a file by."""
        return self._keys[urls.to_file(url)]

    def has_lost(self) -> bool:
        """Whether the last site, if it is known, has a file that this one has not."""
        return not self._at or not self._at.keys() <= self.files.keys()

    def read(self, url: Url) -> bytes:
        """The bytes of a file of the new site."""
        path = urls.to_file(url)
        if path in self._staged:
            return (self.staging / str(self._staged[path])).read_bytes()
        return (self.folder / path).read_bytes()

    def publish(self) -> int:
        """Put everything in place: assets and data first, then pages; files of the last site that this one has not go last.

        Returns the site's size in bytes. Files that the program never made are left alone.
        """
        if not self.files.keys() <= self._before.keys():
            # A build that is killed from here on is known to the next.
            self._write_manifest({*self._before, *self.files})
        for path in sorted(self._staged, key=lambda path: (path.endswith(".html"), self._staged[path])):
            self._put(f"{self.staging}{os.sep}{self._staged[path]}", path)
            self.written += 1
        for path in sorted(self._before.keys() - self.files.keys()):
            self._remove(path)
        if self._before.keys() != self.files.keys():
            self._write_manifest(self.files)
        known = self._place.known
        for path in self.files.keys() - known.keys():
            known[path] = signature(os.lstat(self.folder / path))
        return sum(size for size, *_ in known.values())

    def seen(self, made_of: bytes = b"") -> Seen:
        """The site as it was published, for the next build; ``made_of`` is the digest of all that it was made of."""
        now = time.time_ns()
        signatures = (self._place.known[path] for path in self.files)
        return Seen(
            made_of,
            "\n".join(self.files),
            b"".join(self.files.values()),
            b"".join(self._keys[path] for path in self.files),
            b"".join(packed(one, now) for one in signatures),
            _listing(self.folder),
        )

    def _write_manifest(self, paths: Iterable[str]) -> None:
        listing = json.dumps({"files": sorted(paths)}, indent=0) + "\n"
        staged = self.folder / f"{_MANIFEST}.{os.getpid()}"
        staged.write_text(listing, "utf-8")
        os.replace(staged, self.folder / _MANIFEST)

    def _remove(self, path: str) -> None:
        """Remove a file of the last site, and folders that it leaves empty; never through a link."""
        target = self.folder / path
        if any((self.folder / parent).is_symlink() for parent in Path(path).parents):
            return
        if target.is_symlink() or target.is_file():
            target.unlink()
            self.removed += 1
        for parent in target.parents:
            if parent == self.folder or not parent.is_dir() or any(parent.iterdir()):
                break
            parent.rmdir()

    def _put(self, staged: str, path: str) -> None:
        """Move a file to its place; a link or a file that stands where a folder must be goes, and so does a folder in its place."""
        target = f"{self.folder}{os.sep}{path}"
        self._make_way(path.rpartition("/")[0])
        try:
            os.replace(staged, target)
        except OSError:  # a folder stands there, or another build took one away
            self._ways.clear()
            self._make_way(path.rpartition("/")[0])
            if os.path.isdir(target) and not os.path.islink(target):
                shutil.rmtree(target)
            os.replace(staged, target)

    def _make_way(self, inside: str) -> None:
        """Make a folder of the site, once a build."""
        if not inside or inside in self._ways:
            return
        self._make_way(inside.rpartition("/")[0])
        folder = f"{self.folder}{os.sep}{inside}"
        if os.path.islink(folder) or os.path.isfile(folder):
            os.unlink(folder)
        if not os.path.isdir(folder):
            os.makedirs(folder, exist_ok=True)
        self._ways.add(inside)


def _listing(folder: Path) -> bytes:
    """Digest of the list of files; nothing where there is none."""
    try:
        return digest_of_bytes((folder / _MANIFEST).read_bytes())
    except OSError:
        return b"-"


def _read_manifest(folder: Path) -> dict[str, int]:
    """Paths of the last site; a damaged list is an empty one."""
    try:
        listed = json.loads((folder / _MANIFEST).read_text("utf-8"))["files"]
        return {path: 0 for path in listed if isinstance(path, str) and urls.stays_inside(path)}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _runs(process: str) -> bool:
    """Whether a process of that number runs: another build may be at work in the same folder."""
    try:
        os.kill(int(process), 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except OSError:
        return True
    return True


def _refuse_foreign(folder: Path) -> None:
    if folder.is_symlink():
        raise SiteError(f"{folder} is a symbolic link: name the folder that it leads to")
    if folder.exists() and not folder.is_dir():
        raise SiteError(f"{folder} is a file, not a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MANIFEST).is_file():
        raise SiteError(
            f"{folder} holds files that yanlu did not make: name another folder by --output, or empty it first"
        )
