"""The clock: the same world where persons share services.

Time is SimPy's, behaviour the world's.
"""
