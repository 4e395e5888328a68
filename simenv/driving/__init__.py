"""What every driver needs where a world meets policies: arms, their answers, the tables of a life.

A driver owns time, order and batches; none of that is here.
"""
