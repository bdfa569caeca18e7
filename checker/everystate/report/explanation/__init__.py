"""The report of `everystate explain`, beyond the evidence that a check gives."""
