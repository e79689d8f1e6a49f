"""`python -m sandbox.azure WORDS`: one call of the stand-in, with its world in AZ_STAND_IN."""

import os
import sys
from pathlib import Path

from .asking import call
from .world import PLACE, World

if __name__ == "__main__":
    sys.exit(call(sys.argv[1:], World(Path(os.environ[PLACE]))))
