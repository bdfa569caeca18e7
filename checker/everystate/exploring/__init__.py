"""`Network` to `Space`: the reachable joint states and the steps between them."""
