"""What `everystate frontier` says."""
