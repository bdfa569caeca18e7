"""What was found, said: a room for what a check says in each form, and one for each study."""
