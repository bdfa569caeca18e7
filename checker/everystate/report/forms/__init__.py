"""What a check says to people, as text, and to programs, as JSON; and what is told where nothing is checked."""
