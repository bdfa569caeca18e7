"""The tests of the comparison import it from beside them, as run.py does."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
