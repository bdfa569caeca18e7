"""Claims about time over a packed space: what must, may and cannot happen."""
