"""Constants as unsigned words.

A word is unsigned and an index is signed, and the two never meet: together they would become a float.
"""

from __future__ import annotations

import numpy as np

U0, U1, U32, LOW, ALL = np.uint64(0), np.uint64(1), np.uint64(32), np.uint64(0xFFFFFFFF), np.uint64(2**64 - 1)
