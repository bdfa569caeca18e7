"""What `everystate mutate` says."""
