"""The rows of evidence behind the shipped personas, as `docs/personas.md` prints them."""

from __future__ import annotations

#: The page on which every row stands, with what was found, in whom, and where.
PAGE = "docs/evidence.md"

#: By name: what the row says, where, and whether it was read in a primary or secondary source.
ROWS = {
    "B5": (
        "13.1 % of 12-21-year-olds use generative AI for such advice, 65.5 % of them at least "
        "monthly; 92.7 % find it helpful",
        "McBain et al. 2025, JAMA Netw Open",
        "S",
    ),
    "B7": (
        "24 % of adults use language models for mental health; reasons cost and availability; some "
        "beside therapy",
        "US quota survey (OSF ygx5q)",
        "P",
    ),
    "B9": (
        "heavier daily use goes with more loneliness and dependence; about 11 messages a person "
        "and day",
        "arXiv 2503.17473",
        "P",
    ),
    "B10": (
        "abruptly restricting a relied-on mode caused mourning and worse mental-health expression",
        "De Freitas et al., arXiv 2412.14190",
        "P",
    ),
    "C13": (
        "about 2 in 5 adults fear police, forced hospital, cost or exposure from calling 988",
        "Pew 2023",
        "P",
    ),
    "C14": (
        "more than a third distrust police in a first response",
        "Trevor/Morning Consult 2022",
        "S",
    ),
    "C16": ("about a quarter of calls are about someone else", "Gould 2022", "P"),
    "C20": (
        "wait for a psychiatrist: median 67 days in person; 18.5 % take new patients",
        "press",
        "S",
    ),
    "D1": ("72.6 % want to handle it alone", "Mojtabai 2011", "P"),
    "D2": (
        "in treatment in the past year: 52.1 % of any, 70.8 % of serious mental illness",
        "NSDUH 2024 via press",
        "S",
    ),
    "D4": (
        "39 % of young people in therapy with ideation never told the clinician",
        "BMC Psychiatry 2022 22:3",
        "P",
    ),
    "D6": (
        "ideation moves by a standard deviation or more within 4-6 h in 28-29 % of pairs: "
        "autocorrelation about .57",
        "Kleiman 2017",
        "P",
    ),
    "D9": (
        "0.15 % of weekly users show explicit planning or intent",
        "OpenAI Oct 2025 via press",
        "S",
    ),
}
