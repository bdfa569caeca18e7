"""The output of a command: its destinations, its forms, and how it is written."""
