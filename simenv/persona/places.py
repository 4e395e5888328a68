"""Where persons are, what they speak and by which clock they live, checked word by word."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, Field

from simenv.catalogue import Entry, instead, nearest, told_value, wrong
from simenv.catalogue.places import Language, Region


def _timezone(said: str) -> str:
    try:
        ZoneInfo(said)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: it names a folder
        known = available_timezones()
        close = instead(said, known) if nearest(said, known) else "look it up in the IANA list"
        expected = "an IANA time zone such as America/Chicago"
        raise wrong(expected, close, told_value(said)) from error
    return said


Timezone = Annotated[str, AfterValidator(_timezone)]


class Place(Entry):
    """Where a persona lives: region ISO 3166, languages BCP 47 in order of ease, IANA time zone."""

    region: Region
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    timezone: Timezone
