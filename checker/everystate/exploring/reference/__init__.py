"""The reference engine: obviously right, and slow."""
