"""What `everystate diff` says."""
