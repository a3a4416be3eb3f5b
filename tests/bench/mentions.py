"""Precision and recall of the matcher on generated hostile archives: ``python -m tests.bench.mentions``. Run by hand.

Every use of a term that the program gives, with place, sense, voice and link, is compared with the brute-force reference. Precision:
the share of the program's rows that the reference has; recall: the share of the reference's that the program has.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests import hostile
from tests.test_mentions import disagreements

_SIZES = ((50, 100, 3), (200, 40, 6), (5000, 4, 40))
"""Terms, archives, speeches of each."""


def main(argv: Sequence[str] | None = None) -> int:
    """Make archives, compare, print a table; 1 where anything differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.mentions", description=__doc__.split(":")[0])
    parser.add_argument("--scale", type=float, default=1, metavar="X", help="so many times the archives")
    scale = parser.parse_args(argv).scale
    faults: list[str] = []
    print("terms  archives  speeches  rows  precision  recall  seconds")
    for terms, archives, speeches in _SIZES:
        counts: Counter[str] = Counter()
        wrong: list[str] = []
        begin = time.perf_counter()
        number = max(1, round(archives * scale))
        for seed in range(1000, 1000 + number):
            with tempfile.TemporaryDirectory() as folder:
                found, different = disagreements(hostile.archive(terms, seed, speeches), Path(folder))
            counts += found
            wrong += different
        missed = sum(" missed " in line for line in wrong)
        hits = counts["all"] - missed
        made_up = len(wrong) - missed
        seconds = time.perf_counter() - begin
        print(
            f"{terms:5}  {number:8}  {number * speeches:8}  {counts['all']:4}  {hits / (hits + made_up):9.3f}"
            f"  {hits / (hits + missed):6.3f}  {seconds:7.1f}"
        )
        print("       " + ", ".join(f"{kind} {n}" for kind, n in sorted(counts.items())))
        faults += wrong
    print(*faults, sep="\n", end="")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
