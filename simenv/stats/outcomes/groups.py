"""The groups in which outcomes are printed, in order."""

from __future__ import annotations

GROUPS = (
    "Staying and leaving",
    "Help and refusals",
    "Other ways and other people",
    "Safety, and errors by the standard",
    "How it felt",
    "Where people are",
)
STAYING, HELP, OTHERS, SAFETY, FELT, STATES = GROUPS
