"""How strong claims are: small changes of a spec, and which claims notice each.

R. A. DeMillo, R. J. Lipton, F. G. Sayward: Hints on test data selection, IEEE Computer 11(4), 1978, p. 34; of claims
for model checkers: P. E. Ammann, P. E. Black, W. Majurski: Using model checking to generate tests from specifications,
ICFEM 1998, section 3.
"""
