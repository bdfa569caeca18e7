"""The native engine: the packed network, explored by compiled loops."""
