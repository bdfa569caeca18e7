"""The plug-in."""
