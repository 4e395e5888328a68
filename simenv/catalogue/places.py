"""Regions and languages as files write them: ISO 3166 and BCP 47, checked word by word."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from simenv.catalogue.filling import wrong
from simenv.catalogue.values import spelt_as

_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
#: ISO 3166-1 alpha-2: the officially assigned codes.
REGIONS = frozenset(_CODES.split())

#: What people write for a region that has another code.
_MEANT = {"UK": "GB", "EN": "GB", "USA": "US", "EL": "GR"}
_LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"


def _region(said: str) -> str:
    if said not in REGIONS:
        meant = _MEANT.get(said.upper(), said.upper() if said.upper() in REGIONS else None)
        remedy = f"did you mean {meant!r}?" if meant else "look the country's two letters up"
        raise wrong("an ISO 3166 code of two capital letters, such as US", remedy)
    return said


Region = Annotated[str, AfterValidator(_region)]
Language = Annotated[
    str,
    spelt_as(_LANGUAGE, "a BCP 47 language tag such as en or pt-BR", "write the language's code"),
]
