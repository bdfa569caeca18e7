"""Names, steps and runs in words, and a run as one chart: what reports, pictures and the simulator print."""
