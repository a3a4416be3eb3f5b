"""How surprising it is that something is more frequent in one part of the archive than in the rest.

Dunning's log-likelihood ratio (Accurate Methods for the Statistics of Surprise and Coincidence, Computational Linguistics 19,
1993), in the two-cell form that corpus linguistics uses (Rayson and Garside, Comparing Corpora Using Frequency Profiling, 2000).
"""

from math import log

SURE = 10.83
"""The value that chance exceeds once in a thousand (χ², one degree of freedom)."""


def log_likelihood(here: int, size_here: int, there: int, size_there: int) -> float:
    """G² of ``here`` cases among ``size_here`` against ``there`` among ``size_there``; negative where it is rarer here.

    0 where either part is empty or nothing was found.
    """
    if not size_here or not size_there or not here + there:
        return 0.0
    rate = (here + there) / (size_here + size_there)
    value = 2 * sum(
        found * log(found / (size * rate))
        for found, size in ((here, size_here), (there, size_there))
        if found
    )
    return value if here / size_here >= there / size_there else -value
