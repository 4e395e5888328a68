"""The five phases of a refusal, one module each, named as in the founding paper.

Tang et al. 2026 (arXiv 2602.01694) name the phases; every equation and number here is this
project's own or another source's, see `docs/model.md`. All functions are pure and element-wise:
arrays of shape (n,), one place a person, so that one person is an array of length one.
"""
