"""Layers: files that add to a protocol, and rows that come before its own. They are laid before names are resolved."""
