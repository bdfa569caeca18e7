"""How many faults of which kinds the claims survive."""
