"""Codes, times and shares in plain words, laid out for a terminal of 100 columns.

`phrases` says what a code means, `layout` sets lines, `life` tells rows as moments of one life,
`asked` says what the names of arms do not.
Coarse words only: no attempt, death, method or means has a word here.
"""
