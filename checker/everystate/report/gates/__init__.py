"""What a check says to gates: findings at lines of files, in the forms that code hosting and CI read."""
