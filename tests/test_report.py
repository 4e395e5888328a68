"""The report: one file that loads nothing, escapes everything, and reads well aloud."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from simenv import report
from simenv.errors import RunFailure
from simenv.report.charts import STATES
from simenv.report.intervals import dot_and_interval, reach
from simenv.report.markup import Html, joined, tag
from simenv.stats import OUTCOMES, summarise
from tests.made_lives import PERSONAS, censored, lives, study

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
_VOID = {"br", "meta"}


class Reader(HTMLParser):
    """Collects what a browser and a screen reader would meet; fails on unbalanced tags."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text = [], [], []

    def handle_starttag(self, name, attrs):
        self.tags.append((name, dict(attrs)))
        if name not in _VOID:
            self.open.append(name)

    def handle_startendtag(self, name, attrs):
        self.tags.append((name, dict(attrs)))

    def handle_endtag(self, name):
        assert self.open.pop() == name

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    def named(self, name):
        return [attrs for tag_, attrs in self.tags if tag_ == name]


def read(page):
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def compared(arms, **changes):
    names = tuple(arms)
    found = {name: lives(harsh) for name, harsh in arms.items()}
    worlds = [{name: lives(harsh, seed=s) for name, harsh in arms.items()} for s in (2, 3)]
    return summarise(study(names, spec=SPEC, **changes), found, worlds).as_dict()


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
    page = report.render(summarise(told, found, [found]).as_dict(), manifest)
    reader = read(page)
    assert "<script" not in page
    assert "".join(reader.text).count(EVIL) > 10
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
