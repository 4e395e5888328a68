"""Codes from words: what an assistant's reply does, and how sure that is."""
