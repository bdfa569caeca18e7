"""The report of a check for gates: findings at lines of files, in the formats of code hosting and CI."""
