"""Reports: a package for each form of the report of a check, and one for each study."""
