"""A network as a public format, and what is written from that: other checkers' models, graphs, runs, certificates."""
