"""Tables of trajectories to estimates; knows no simulation.

`summarise(Study(...), lives, drawn)` compares arms; `Summary.as_dict()` is `summary.json`;
`short_table`, `text_table` and `as_markdown` print that dict.
"""

from simenv.stats.censoring import Censoring
from simenv.stats.comparison import summarise
from simenv.stats.decisions import Decisions
from simenv.stats.estimate import Difference, Estimate
from simenv.stats.flows import Crowd, Flows, flows
from simenv.stats.outcome import Lives, Outcome, Ratio
from simenv.stats.outcomes import HEADLINE, OUTCOMES, RATIOS
from simenv.stats.outcomes_page import outcomes_page
from simenv.stats.scorecard import SCORECARDS
from simenv.stats.summary import DeclaredFamily, Study, Summary
from simenv.stats.tables import as_latex, as_markdown, short_table, text_table, who
from simenv.stats.worlds import Signs

__all__ = [
    "HEADLINE",
    "OUTCOMES",
    "RATIOS",
    "SCORECARDS",
    "Censoring",
    "Crowd",
    "Decisions",
    "DeclaredFamily",
    "Difference",
    "Estimate",
    "Flows",
    "Lives",
    "Outcome",
    "Ratio",
    "Signs",
    "Study",
    "Summary",
    "as_latex",
    "as_markdown",
    "flows",
    "outcomes_page",
    "short_table",
    "summarise",
    "text_table",
    "who",
]
