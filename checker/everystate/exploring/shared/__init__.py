"""What both engines use: steps, predicates, and the searches that need nothing but a space."""
