"""Questions about a spec that take many checks of variants of it."""
