"""What was found, said: as text for people, as JSON for programs, and as complaints about a spec."""
