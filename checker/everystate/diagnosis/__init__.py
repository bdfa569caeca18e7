"""One joint state, looked at: who waits for what, which part of a guard is false, and why."""
