"""Compiled templates, remembered between builds: every process would else translate each template to Python anew.

A file a template in ``.cache/templates/``, each with the digest of what follows; what was damaged, or made by another program, is
compiled again. Nothing is written where there is no ``.cache/``.
"""

import contextlib
import hashlib
import os
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from generator.memo import program_digest

_FOLDER = Path(".cache/templates")
_SIZE = 16


class CompiledTemplates(BytecodeCache):
    """Jinja's own hook for it."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a template's code, if it is there and whole."""
        with contextlib.suppress(OSError):
            data = (_FOLDER / bucket.key).read_bytes()
            if data[:_SIZE] == _digest(data[_SIZE:]):
                bucket.bytecode_from_string(data[_SIZE:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code; whole or not at all, since several processes do so at once."""
        if not _FOLDER.parent.is_dir():
            return
        data = bucket.bytecode_to_string()
        with contextlib.suppress(OSError):
            _FOLDER.mkdir(exist_ok=True)
            own = _FOLDER / f"{bucket.key}.{os.getpid()}"
            own.write_bytes(_digest(data) + data)
            os.replace(own, _FOLDER / bucket.key)


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_SIZE, key=program_digest()).digest()
