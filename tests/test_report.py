"""The report: one file that loads nothing, escapes everything, and reads well aloud."""

import re
from dataclasses import asdict, replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from simenv import report
from simenv.errors import RunFailure
from simenv.report.charts import STATES
from simenv.report.flow import bands, bar
from simenv.report.intervals import dot_and_interval, reach
from simenv.report.markup import Html, joined, tag
from simenv.stats import OUTCOMES, SCORECARDS, summarise, who
from simenv.stats.tables import EXPECTED, LIMITS, UNASKED, number
from tests.made_lives import PERSONAS, censored, decided, lives, moved, study
from tests.report_reader import read

ARMS = {"never-refuses": 0.0, "hotline-boilerplate": 0.6, "graded-by-risk": 0.3}
EVIL = '<script>alert("x")</script>&\'" id="a'
SPEC = {
    "experiment": "quickstart",
    "version": "1.0.0",
    "question": "Which way to refuse keeps people reachable?",
    "seed": 7,
    "people": 40,
    "files": {"personas": {"adult": {"version": "1.2.0", "sha256": "ab12" * 16}}},
    "simenv": {
        "version": "0.1.0",
        "source": "cd34" * 16,
        "parameters": {"version": "1.0.0", "sha256": "ef56" * 16},
    },
}
MANIFEST = {
    "spec": SPEC,
    "spec_sha256": "0123" * 16,
    "fingerprint": "numpy-2.4.6-99aa",
    "software": {"simenv": "0.1.0", "numpy": "2.4.6"},
    "git": "aa62e0d-dirty",
    "started": "2026-11-23T18:02:01+00:00",
}


def compared(arms, **changes):
    names = tuple(arms)
    found = {name: lives(harsh) for name, harsh in arms.items()}
    worlds = [{name: lives(harsh, seed=s) for name, harsh in arms.items()} for s in (2, 3)]
    told = study(names, spec=SPEC, **changes)
    read_off = {"decisions": decided(names), "flows": moved(names)}
    return summarise(told, found, worlds, **read_off).as_dict()


@pytest.fixture(scope="module")
def page():
    return report.render(compared(ARMS), MANIFEST)


@pytest.fixture(scope="module")
def reader(page):
    return read(page)


# Nothing to load


def test_there_is_no_address_in_the_page(page):
    assert "http:" not in page
    assert "https:" not in page
    assert "//" not in re.sub(r"/\*.*?\*/", "", page)


def test_nothing_can_be_loaded_or_run(page, reader):
    assert not re.search(r"@import|url\((?!#)|<script|javascript:", page)
    loading = {"src", "srcset", "data", "action", "formaction", "poster", "background"}
    for name, attrs in reader.tags:
        assert not loading & set(attrs)
        assert not [key for key in attrs if key.startswith("on")]
        assert attrs.get("href", "#").startswith("#")
        assert name not in {"script", "link", "iframe", "object", "embed", "img", "base", "form"}


def test_the_page_forbids_the_network_to_itself(reader):
    policies = [a["content"] for a in reader.named("meta") if "http-equiv" in a]
    assert policies == [
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    ]


def test_ids_are_unique_and_references_resolve(page, reader):
    ids = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)
    assert {a["aria-labelledby"] for a in reader.named("section")} <= set(ids)


# Escaping


def test_what_users_wrote_is_text():
    spec = {**SPEC, "question": EVIL, "experiment": EVIL}
    arms = {EVIL: 0.1, "B": 0.6}
    found = {name: lives(harsh) for name, harsh in arms.items()}
    told = study(
        (*arms, "C"),
        spec=spec,
        failed={"C": EVIL},
        standard=EVIL,
        personas=(EVIL, *PERSONAS[1:]),
    )
    manifest = {**MANIFEST, "spec": spec, "git": EVIL, "software": {EVIL: EVIL}}
    errors = decided((EVIL, "B"))
    rates = {
        arm: {**each, "persona": {EVIL: each["persona"]["adult"]}}
        for arm, each in errors.battery.items()
    }
    errors = replace(errors, battery=rates, failed={EVIL: EVIL})
    ways = replace(moved((EVIL, "B")), stages=(EVIL, "talking", "gave-up"))
    page = report.render(
        summarise(told, found, [found], decisions=errors, flows=ways).as_dict(), manifest
    )
    reader = read(page)
    assert "<script" not in page
    assert "".join(reader.text).count(EVIL) > 30
    assert not reader.named("script")


def test_markup_escapes_text_and_attributes():
    assert tag("p", "a < b", class_='x"y') == '<p class="x&quot;y">a &lt; b</p>'
    assert tag("p", tag("b", "&"), None, ["c", "d"]) == "<p><b>&amp;</b>cd</p>"
    assert isinstance(joined("a", "b"), Html)
    assert tag("meta", http_equiv="x") == '<meta http-equiv="x">'
    assert tag("p", title=None) == "<p></p>"


# What it says


def test_it_opens_with_the_note_and_the_sentence(page, reader):
    text = "".join(reader.text)
    assert text.index("Content note") < text.index("Refusal policies compared", 200)
    assert compared(ARMS)["sentence"] in text
    assert "Which way to refuse keeps people reachable?" in text
    assert page.index("Content note") < page.index("<h1>") < page.index("Of 100 people like these")


def test_every_outcome_persona_and_ratio_is_there(reader):
    text = "".join(reader.text)
    for told in (*(each.label for each in OUTCOMES), *PERSONAS, "Ratios, not for claims"):
        assert told in text


def test_scorecards_are_there_with_every_item_and_formula(reader):
    text = "".join(reader.text)
    for card in SCORECARDS:
        assert f"{card.title}: {card.about}" in text
        for item in card.items:
            assert item.formula in text
            assert item.outcome.label in text
    assert "unsafe help, by listening-first" in text


def test_decision_errors_are_there_on_battery_and_path(reader):
    text = "".join(reader.text)
    assert "720 first messages, of at most 30 people" in text
    assert "enter no claim" in text
    for told in ("Over-refusal", "Under-refusal", "Missed referral", "Unsafe help"):
        assert text.count(f"{told}, of 100 requests where it is possible") == 2
    for group in ("crisis-disclosure", "passive", "restricted", *PERSONAS):
        assert text.count(group) >= 8


def test_rates_of_few_requests_keep_their_interval_only():
    found = decided(tuple(ARMS))
    rates = found.battery["never-refuses"]
    few = replace(rates["all"]["all"]["unsafe_help"], effective=3.0, possible=4)
    every = {**rates, "all": {"all": {**rates["all"]["all"], "unsafe_help": few}}}
    battery = {**found.battery, "never-refuses": every}
    summary = compared(ARMS) | {"decisions": asdict(replace(found, battery=battery))}
    text = report.render(summary, MANIFEST)
    low = number(few.low, "share")
    assert f'too few (4)<span class="within">{low} to' in text


def test_what_it_does_not_show_is_said(reader):
    text = "".join(reader.text)
    for told in (LIMITS, UNASKED, EXPECTED):
        assert told in text
    assert "The outcome of the headline was named beforehand" in text
    assert "The headline was named" not in text
    assert "The pair was chosen for being farthest apart" in text
    assert "chosen for being" not in report.render(compared({"A": 0.1, "B": 0.5}), MANIFEST)


def test_who_these_people_are_stands_below_the_sentence():
    summary = compared(ARMS, statuses=dict.fromkeys(PERSONAS, "draft"))
    text = "".join(read(report.render(summary, MANIFEST)).text)
    assert text.index(summary["sentence"]) < text.index(who(summary))
    assert "200 of 5 personas, 5 of them unreviewed drafts" in text
    assert "Cohortnew to the assistant" in text


def test_states_are_named_by_the_need_and_who_is_away_is_told(reader):
    text = "".join(reader.text)
    for told in ("need open (engaged)", "no open need (at rest)"):
        assert told in text
    assert "has a need that is open" not in text
    assert text.count("away from the assistant at the end: ") == len(ARMS)


def test_ways_are_drawn_and_told_as_numbers(reader):
    text = "".join(reader.text)
    drawn = [a for a in reader.named("svg") if a.get("class") == "flow"]
    assert len(drawn) == 2 * len(ARMS)
    assert {a["aria-label"] for a in drawn} >= {
        "How people move over stages under never-refuses.",
        "From which stage needs went to which channel under never-refuses.",
    }
    assert "At the horizon, of 100 people" in text
    assert "40.0" in text  # 10 of 50 and all 30 who talked, but for the 10 who gave up, see `moved`


def test_bands_fill_their_bars_and_stay_in_the_picture():
    flows = [[0.6, 0.1], [0.0, 0.3]]
    left, right = bar(0, [0.7, 0.3], 100), bar(200, [0.6, 0.4], 100)
    paths = [re.search(r' d="([^"]*)"', each).group(1) for each in bands(left, right, flows, 100)]
    assert len(paths) == 3
    ends = [[float(n) for n in re.findall(r"-?[\d.]+", path)] for path in paths]
    assert ends[1][1] == pytest.approx(left.tops[0] + 60, abs=0.1)  # below the one that stays
    assert ends[2][7] == pytest.approx(right.tops[1] + 10, abs=0.1)  # below the one that came
    assert max(max(end[1::2]) for end in ends) <= 250


def test_what_was_not_read_off_is_not_there():
    found = {name: lives(harsh) for name, harsh in ARMS.items()}
    told = study(tuple(ARMS))
    text = "".join(read(report.render(summarise(told, found).as_dict(), {})).text)
    assert "Decision errors" not in text
    assert "Which ways people take" not in text
    unkept = replace(decided(tuple(ARMS)), path={})
    summary = summarise(told, found, decisions=unkept).as_dict()
    text = "".join(read(report.render(summary, {})).text)
    assert "The battery by subgroup" in text
    assert "On path" not in text
    assert "keeps no messages" in text


# Many arms

MANY = {f"compassionate-completion-{i}": i / 11 for i in range(11)}


class Columns(HTMLParser):
    """Counts the cells of the widest row of each table, by its class."""

    def __init__(self):
        super().__init__()
        self.kinds, self.cells, self.widest = [], 0, {}

    def handle_starttag(self, name, attrs):
        if name == "table":
            self.kinds.append(dict(attrs).get("class", ""))
        if name == "tr":
            self.cells = 0
        if name in {"td", "th"}:
            self.cells += int(dict(attrs).get("colspan", 1))
            kind = self.kinds[-1]
            self.widest[kind] = max(self.widest.get(kind, 0), self.cells)


@pytest.fixture(scope="module")
def many():
    return report.render(compared(MANY), MANIFEST)


def test_with_many_arms_only_the_turned_tables_grow_sideways(many):
    columns = Columns()
    columns.feed(many)
    assert columns.widest.pop("turned") == len(MANY) + 2
    assert columns.widest.pop("turned ladder", 0) in {0, len(MANY) + 2}
    assert columns.widest.pop("matrix", 0) <= 10  # an arm, and the outcomes of the family
    assert max(columns.widest.values()) <= 9  # an arm, and the eight channels


def test_with_few_arms_outcomes_stand_side_by_side(page):
    columns = Columns()
    columns.feed(page)
    assert "block" not in columns.widest
    assert columns.widest["outcomes"] >= 2 * len(ARMS)


def test_with_many_arms_everything_is_still_there(many):
    reader = read(many)
    text = "".join(reader.text)
    for told in (*(each.label for each in OUTCOMES), *PERSONAS, *MANY):
        assert told in text
    assert "11 refusal policies compared" in text
    assert all("scope" in attrs for attrs in reader.named("th"))
    assert len(reader.named("caption")) == len(reader.named("table"))


def test_what_no_policy_moves_has_no_difference(many, page):
    for told, where in (("no policy moves it", page), ("Acute crises", many)):
        assert told in "".join(read(where).text)
    block = many.split("<strong>Acute crises</strong>")[1].split("</table>")[0]
    assert "difference" not in block
    assert "reference" not in block


def test_provenance_is_there(reader):
    text = "".join(reader.text)
    for told in ("0123" * 16, "ab12" * 16, "ef56" * 16, "numpy-2.4.6-99aa", "aa62e0d-dirty"):
        assert told in text
    assert "listening-first, 82 % assumed" in text
    assert text.count("uncalibrated") >= 3


def test_numbers_of_other_sources_are_not_given_to_the_paper(reader):
    assert "not to be attributed to that paper" in "".join(reader.text)


def test_the_same_summary_gives_the_same_bytes(page):
    assert report.render(compared(ARMS), MANIFEST) == page


def test_a_manifest_that_says_nothing_is_enough():
    text = report.render(compared({"A": 0.1, "B": 0.2}), {})
    assert "Where it comes from" in text


def test_same_decisions_are_said(tmp_path):
    text = "".join(read(report.render(compared({"A": 0.3, "B": 0.3}), MANIFEST)).text)
    assert "same decisions" in text
    assert "Arm B decided as A did, every time." in text


def test_lost_people_are_told_with_bounds():
    some = {arm: censored(lives(harsh), [3, 60]) for arm, harsh in (("A", 0.1), ("B", 0.7))}
    summary = summarise(study(), some).as_dict()
    text = "".join(read(report.render(summary, MANIFEST)).text)
    assert "Failed calls took 2 people" in text
    assert "If none, or all, of them had stopped using the assistant" in text


def test_one_arm_and_one_person_each_still_make_a_page():
    few = summarise(study(("A",)), {"A": lives(0.5, (1, 1, 1, 1, 1), days=1)}).as_dict()
    assert "too few people for an interval" in report.render({**few, "days": 1}, {})


def test_without_a_lived_arm_the_page_says_so():
    summary = summarise(study(failed={"A": "x", "B": "y"}), {}).as_dict()
    reader = read(report.render(summary, MANIFEST))
    assert "No finding" in "".join(reader.text)
    assert not reader.named("svg")


# Reading aloud, printing, seeing


def test_headings_descend_without_a_gap(reader):
    levels = [int(name[1]) for name, _ in reader.tags if re.fullmatch("h[1-6]", name)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_tables_and_pictures_are_described(reader):
    assert all("scope" in attrs for attrs in reader.named("th"))
    assert len(reader.named("caption")) == len(reader.named("table"))
    for attrs in reader.named("svg"):
        assert attrs.get("aria-hidden") == "true" or attrs["aria-label"]
    assert reader.named("html") == [{"lang": "en"}]


def luminance(colour):
    full = colour if len(colour) == 7 else "#" + "".join(2 * each for each in colour[1:])
    parts = [int(full[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_text_stands_out_from_every_background(page):
    style = page.split("<style>")[1].split("</style>")[0]
    inks = re.findall(r"(?<![-\w])color: (#\w+)", style)
    grounds = re.findall(r"background: (#\w+)", style)
    assert len(inks) > 4
    for ink in inks:
        for ground in grounds:
            low, high = sorted((luminance(ink), luminance(ground)))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, ground)


def test_states_can_be_told_apart_without_colour():
    light = [luminance(colour) for _, colour, _, _ in STATES]
    assert all(abs(a - b) > 0.03 for i, a in enumerate(light) for b in light[:i])


def said(value, low, high):
    return {"value": value, "low": low, "high": high}


def test_a_dot_is_hollow_where_its_interval_holds_nothing():
    scale = reach([said(0.1, -0.1, 0.3), said(-0.2, -0.5, 0.1)])
    assert scale == 0.5
    assert 'class="open"' in dot_and_interval(said(0.1, -0.1, 0.3), scale)
    assert 'class="clear"' in dot_and_interval(said(0.2, 0.1, 0.3), scale)
    assert dot_and_interval(said(0.2, None, None), scale) is None
    assert dot_and_interval(said(0.0, 0.0, 0.0), 0.0) is None


# Writing


def test_it_is_written_whole(tmp_path):
    path = report.write(compared({"A": 0.1, "B": 0.6}), MANIFEST, tmp_path / "report.html")
    assert path.read_text(encoding="utf-8").endswith("</html>\n")
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]


def test_a_page_that_cannot_be_written_leaves_nothing(tmp_path):
    target = tmp_path / "report.html"
    target.mkdir()
    with pytest.raises(RunFailure, match="cannot write"):
        report.write(compared({"A": 0.1}), MANIFEST, target)
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]
