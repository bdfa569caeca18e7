"""The diagnosis of one joint state: who waits for what, which part of a guard is false, and why."""
