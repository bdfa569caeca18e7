"""The report of a check as text, for people, and as JSON, for programs; also lists of claims and of mistakes."""
