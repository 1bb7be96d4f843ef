"""The documents' arguments as models that can be run, and can lose.

One module a theory. Each states what its document argues, the equations, and
the rival, which is a parameter setting or a sibling function of the same module
so that theory and rival meet the same households, firms or products.
"""
