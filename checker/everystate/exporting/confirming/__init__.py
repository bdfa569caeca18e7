"""Other checkers, run on an exported network, and what they find compared with what we found."""
