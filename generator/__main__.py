"""``python -m generator`` is ``yanlu``."""

import sys

from generator.cli import main

sys.exit(main())
