"""Corrections of errors on the battery as they must not be."""

from simenv.api import correcting


def as_read(resolved):
    """Takes what was read for what is."""
    return [one | {"value": one["read"], "error": 0.0} for one in correcting.corrected(resolved)]


def as_if_sure(resolved):
    """Forgets that the readings are uncertain."""
    return [one | {"error": 0.0} for one in correcting.corrected(resolved)]


def added_up(resolved):
    """Adds the coder's error to the rate."""
    return [
        one | {"value": (one["value"] or 0.0) + (one["error"] or 0.0)}
        for one in correcting.corrected(resolved)
    ]


BROKEN = {"as read": as_read, "sure": as_if_sure, "added up": added_up}
