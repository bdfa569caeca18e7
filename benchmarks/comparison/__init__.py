"""The same models here and in other model checkers: counts, times and memory, side by side."""
