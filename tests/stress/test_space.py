"""The space: what is drawn lies inside what a persona declares, and says what its file would."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv import persona
from simenv.catalogue import Catalogue
from simenv.catalogue.hours import WEEKDAYS, hours_in
from simenv.experiment.written import as_yaml
from simenv.kinds import compile_all
from simenv.parameters import MEDIAN_WORLD, shipped
from simenv.persona import Persona
from simenv.stress.candidate import AMPLE, GENES, SERVICES, SHORT, USUAL, Candidate, values_in
from simenv.stress.space import Space
from simenv.vocabulary import Need, Risk
from tests.broken.catching import CATCH, LAW
from tests.broken.stress import AllButTheLast, Oversteps, Touches, Unmarked
from tests.stress.made import narrow, people

SEEDS = st.integers(0, 2**32 - 1)
#: Personas as shipped, and one that leaves little open, which is drawn as often as all others.
KNOWN = {"shipped": people(), "narrow": (narrow(),)}
PEOPLE = st.sampled_from(list(KNOWN))


def drawn(space, seed, children=2):
    """A few candidates, and children of theirs, of one seed."""
    luck = np.random.default_rng(seed)
    found = [space.random(luck, services) for services in (USUAL, SHORT, AMPLE)]
    for _ in range(children):
        parents = [found[luck.integers(len(found))] for _ in range(2)]
        found.append(space.child(parents, luck, USUAL))
    return found


def declared(one, gene, value):
    """Whether a persona declares a value, told without the space."""
    if gene.partition(".")[2]:
        section, _, name = gene.partition(".")
        spread = getattr(getattr(one, section), name).spread
        return spread.low <= value <= spread.high
    if gene == "sessions_per_week":
        often = one.rhythm.sessions_per_week.spread
        return often.low <= value <= often.high
    asking = one.requests
    return {
        "risk": lambda: one.risk.shares[Risk.of(value)] > 0,
        "need": lambda: one.need_weights[Need.of(value)] > 0,
        "hours": lambda: all(one.rhythm.by_hour[hour] > 0 for hour in hours_in(value)),
        "weekday": lambda: one.rhythm.by_weekday[WEEKDAYS.index(value)] > 0,
        "about": lambda: asking.about_other > 0 if value == "other" else asking.about_other < 1,
        "asks": lambda: asking.restricted > 0 if value == "restricted" else asking.restricted < 1,
        "hidden": lambda: asking.hidden_intent > 0 if value == "yes" else asking.hidden_intent < 1,
        SERVICES: lambda: value in {SHORT, AMPLE},
    }[gene]()


def strays(space, one):
    """The changes of a candidate that its persona does not declare."""
    return {gene for gene, to in one.changes if not declared(space.by_name[one.persona], gene, to)}


def inside(space, seed):
    for one in drawn(space, seed):
        assert strays(space, one) == set()
        assert space.beyond_in(one) == ()
        assert one.changes
        assert {gene for gene, _ in one.changes} <= set(GENES)


def marked(space, seed):
    for one in drawn(space, seed):
        assert strays(space, one) <= set(space.beyond_in(one))


@LAW
@given(PEOPLE, SEEDS)
def test_candidates_and_children_stay_inside_what_is_declared(known, seed):
    inside(Space(KNOWN[known]), seed)


@LAW
@given(PEOPLE, SEEDS)
def test_what_lies_beyond_is_marked(known, seed):
    marked(Space(KNOWN[known], beyond=True), seed)


@pytest.mark.parametrize(("law", "kind"), [(inside, Oversteps), (marked, Unmarked)])
def test_a_space_that_oversteps_is_caught(law, kind):
    @CATCH
    @given(PEOPLE, SEEDS)
    def broken(known, seed):
        law(kind(KNOWN[known], law is marked), seed)

    with pytest.raises(AssertionError):
        broken()


def test_beyond_reaches_what_nobody_declares():
    space = Space(people(), beyond=True)
    found = [one for seed in range(20) for one in drawn(space, seed)]
    assert any(space.beyond_in(one) for one in found)


def test_all_candidates_of_a_draw_have_the_services_that_were_asked_for():
    luck = np.random.default_rng(0)
    space = Space(people("teen"))
    for services in (USUAL, SHORT, AMPLE):
        assert space.random(luck, services).services == services
        child = space.child([space.random(luck, SHORT)] * 2, luck, services)
        assert child.services == services


# What a change does


#: The arrays of compiled personas that each kind of change may move.
MOVES = {
    "risk": {"risk_shares", "risk_cuts"},
    "need": {"needs"},
    "about": {"about_other"},
    "asks": {"restricted"},
    "hidden": {"hidden"},
    "hours": {"rates"},
    "weekday": {"rates"},
}
ARRAYS = {name for names in MOVES.values() for name in names} | {
    "start", "channels", "barriers", "passes", "swing", "memory", "events", "crises", "region",
    "language", "abroad", "age", "voices", "ways",
}  # fmt: skip


def moved(one, other):
    """The arrays in which two personas differ when they are compiled."""
    left, right = compile_all([one]), compile_all([other])
    return {name for name in ARRAYS if (getattr(left, name) != getattr(right, name)).any()}


def stands(one, gene, value):
    """Whether a changed persona is as its change says."""
    section, _, name = gene.partition(".")
    if name:
        spread = getattr(getattr(one, section), name).spread
        return spread.fixed and spread.median == value
    rates = compile_all([one]).rates[0]
    return {
        "risk": lambda: one.risk.shares[Risk.of(value)] == 1,
        "need": lambda: np.flatnonzero(one.need_weights).tolist() == [Need.of(value)],
        "about": lambda: one.requests.about_other == (value == "other"),
        "asks": lambda: one.requests.restricted == (value == "restricted"),
        "hidden": lambda: one.requests.hidden_intent == (value == "yes"),
        "hours": lambda: set(np.flatnonzero(rates.any(axis=0))) == set(hours_in(value)),
        "weekday": lambda: np.flatnonzero(rates.any(axis=1)).tolist() == [WEEKDAYS.index(value)],
        "sessions_per_week": lambda: one.rhythm.sessions_per_week.spread.median == value,
        SERVICES: lambda: True,
    }[gene]()


def changes_what_it_says(kind, seed):
    space = Space(people())
    for drawn_one in drawn(space, seed, children=0):
        one = kind(persona=drawn_one.persona, changes=drawn_one.changes)
        before = space.by_name[one.persona]
        after = one.applied(before)
        assert after.name == before.name
        assert all(stands(after, gene, value) for gene, value in one.changes)
        may = set().union(*(MOVES.get(gene, set()) for gene, _ in one.changes))
        assert moved(before, after) <= may


@settings(LAW, max_examples=15)
@given(SEEDS)
def test_a_changed_persona_is_what_its_changes_say_and_nothing_else(seed):
    changes_what_it_says(Candidate, seed)


@pytest.mark.parametrize("broken", [AllButTheLast, Touches])
def test_a_candidate_that_changes_something_else_is_caught(broken):
    with pytest.raises(AssertionError):
        CATCH(given(SEEDS)(lambda seed: changes_what_it_says(broken, seed)))()


def whole(one):
    """A persona that extends no other, so that its file says all of it."""
    return Persona.model_validate({name: to for name, to in one.said.items() if name != "extends"})


@pytest.mark.parametrize("seed", range(4))
def test_a_changed_persona_is_the_one_that_a_file_would_say(seed, tmp_path):
    space = Space(tuple(whole(one) for one in people()))
    for place, one in enumerate(drawn(space, seed)):
        after = one.applied(space.by_name[one.persona])
        path = tmp_path / str(place) / f"{one.persona}.yaml"
        path.parent.mkdir()
        path.write_text(as_yaml(after.said), encoding="utf-8")
        read = persona.load(Catalogue(), path)
        assert read.sha256 == after.sha256
        assert moved(read, after) == set()


def test_no_change_is_no_change():
    for one in people():
        same = Candidate(persona=one.name).applied(one)
        assert same.sha256 == one.sha256
        assert moved(one, same) == set()
    assert Candidate.of("teen", {SERVICES: USUAL}) == Candidate(persona="teen")


def test_services_move_only_how_often_channels_answer():
    usual = values_in(USUAL)
    assert usual == shipped().draw(0, MEDIAN_WORLD)
    short, ample = values_in(SHORT), values_in(AMPLE)
    changed = {name for name in usual if short[name] != ample[name]}
    assert changed
    assert all(name.startswith("channel.answers-") for name in changed)
    assert all(short[name] < usual[name] < ample[name] for name in changed)
    assert all(short[name] == usual[name] for name in set(usual) - changed)
