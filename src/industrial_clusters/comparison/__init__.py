"""What the cases say together: each module serves one chapter of the comparison.

Nothing here names a case: every function runs over the rows of the data, so that a case
that is added to them enters every comparison.
"""
