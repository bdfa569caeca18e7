"""What `everystate explain` says, beyond the evidence that a check gives."""
