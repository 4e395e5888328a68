"""Whether the people of a persona live lives of their own: by their keys, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from simenv import graph, kinds, parameters, persona
from simenv.catalogue import Catalogue
from simenv.driving.lives import Lives
from simenv.exchange import Requests
from simenv.lockstep import live
from simenv.policy import checked
from simenv.population import Panel
from simenv.state import Fate
from simenv.testing.comparing import unlike_lives, unlike_tables
from simenv.testing.findings import Seen
from simenv.testing.parting import joined
from simenv.testing.persona.people import People, of_people
from simenv.vocabulary import Act, Referral

#: Personas that are put beside the one that is looked at, before and after it.
_COMPANY = ("caregiver", "teen")
#: Rounds after which a life of a month has surely lost its way.
_ENDLESS = 20_000
#: Drawn worlds in which bounds are looked at, beside the one of medians.
_WORLDS = (1,)


def fits(people: People) -> Iterator[Seen]:
    """The file reads the same twice, and what it says fits the model."""
    one = people.persona
    if one.sha256 != people.again.sha256:
        expected = f"what it said the first time, {one.sha256[:12]}"
        yield Seen(done="read the file again", expected=expected, seen=people.again.sha256[:12])
    if one.abstract:
        expected = "a persona that is simulated"
        yield Seen(done="read the file", expected=expected, seen="an abstract base")
        return
    medians = parameters.shipped().draw(1, 0)
    for field, expected, found, remedy in kinds.faults(one, medians):
        done = f"held {'.'.join(map(str, field))} against the model ({remedy})"
        yield Seen(done=done, expected=expected, seen=found)


def determinism(people: People) -> Iterator[Seen]:
    """Drawn twice and lived twice, the persona read anew: the same people, the same lives."""
    first, second = (
        people.world([one]).start(people.panel()) for one in (people.persona, people.again)
    )
    told = unlike_tables("persons at entry", first.persons, second.persons)
    if told:
        yield Seen(done="drew the same persons twice", expected="the same", seen=told)
    again = live(people.world([people.again]), people.panel(), people.middle)
    told = unlike_lives(people.lives, again)
    if told:
        yield Seen(done="let the same persons live twice", expected="the same lives", seen=told)


def company(people: People) -> Iterator[Seen]:
    """A person alone is the person among others, in any order and batch."""
    one, policy, many = people.world(), people.middle, people.people
    for number in (0, many - 1):
        alone = live(one, people.panel([number]), policy)
        among = of_people(people.lives, 0, [number])
        yield from _same(among, alone, f"let person {number} live alone, and among {many}")
    order = people.panel(np.arange(many)[::-1].tolist())
    yield from _same(people.lives, live(one, order, policy), "put them in the reverse order")
    half = many // 2 + 1
    blocks = [live(one, people.panel().block(n, half), policy) for n in range(2)]
    done = f"let them live in two batches, of {half} and of {many - half}"
    yield from _same(people.lives, joined(blocks), done)


def luck(people: People) -> Iterator[Seen]:
    """Other people and other personas move nobody; another seed or world moves people."""
    many, policy = people.people, people.middle
    more = live(people.world(), people.panel(range(3 * many)), policy)
    told = of_people(more, 0, range(many))
    yield from _same(people.lives, told, f"added {2 * many} more people of this persona")
    yield from _beside(people)
    for done, other in (
        ("took another seed", people.world(seed=2)),
        ("took another world", people.world(number=1)),
    ):
        moved = other.start(people.panel()).persons
        if not unlike_tables("persons", people.world().start(people.panel()).persons, moved):
            yield Seen(done=done, expected="other people", seen="the same people")


def _beside(people: People) -> Iterator[Seen]:
    """Other personas, one before and one after this one in the list."""
    names = [name for name in _COMPANY if name != people.persona.name]
    others = [persona.load(Catalogue(), name) for name in names]
    cast = [others[0], people.persona, *others[1:]]
    both = Panel(
        persona=np.concatenate([people.panel(persona=n).persona for n in range(len(cast))]),
        person=np.concatenate([people.panel().person for _ in cast]),
    )
    found = of_people(live(people.world(cast), both, people.middle), 1, range(people.people))
    done = f"let people of other personas live beside them: {', '.join(names)}"
    yield from _same(people.lives, found, done)


def bounds(people: People) -> Iterator[Seen]:
    """Every column of what persons carry, and every request, stays within its declared range."""
    for number in (0, *_WORLDS):
        for policy in people.policies[:4] if number == 0 else people.policies[4:]:
            done = f"world {number}, under {policy.name}"
            world = people.world(number=number)
            state = world.start(people.panel())
            for _ in range(_ENDLESS):
                requests = world.ask(state)
                faults = [*state.persons.faults(), *requests.faults()]
                for fault in faults:
                    yield Seen(done=done, expected="columns within their ranges", seen=fault)
                if faults or state.persons.done.all():
                    break
                answers = checked(policy, requests)
                state, _turns = world.react(state, requests, answers, in_place=True, told=False)
            else:
                expected = f"everybody at the horizon within {_ENDLESS} moments"
                yield Seen(done=done, expected=expected, seen="lives that go on")


def exits(people: People) -> Iterator[Seen]:
    """Every stage of the graph is reached from the start and can be left."""
    one = people.persona
    for fault in graph.problems(persona.laid(one.trajectory), one.trajectory.start):
        done = "walked its graph from the start"
        yield Seen(done=done, expected="stages that are reached and left", seen=fault)


def opaque(people: People) -> Iterator[Seen]:
    """What a persona is called, and what is said of it, is nothing to its people but their luck."""
    world, other = people.world(), people.persona.model_copy(deep=True)
    other.__dict__.update(name="somebody-else", summary="Other words.", scope="None.", version="9")
    renamed = replace(world, kinds=replace(world.kinds, personas=(other,)))
    done = "gave the persona another name and other words, and its people the luck they had"
    yield from _same(people.lives, live(renamed, people.panel(), people.middle), done)
    turned = people.panel(np.arange(people.people)[::-1].tolist())
    both = [_first_requests(people, who) for who in (people.panel(), turned)]
    told = unlike_tables("requests", both[0], both[1].take(np.arange(len(both[1]))[::-1]))
    if told:
        done = "put people in the reverse order and looked at all but `row` of what policies see"
        yield Seen(done=done, expected="the same requests", seen=told)


def _first_requests(people: People, who: Panel) -> Requests:
    """The first requests of a panel, whoever sends one first, without their rows."""
    world = people.world()
    state = world.start(who)
    asked = [requests := world.ask(state)]
    while not len(requests) and not state.persons.done.all():
        answers = checked(people.middle, requests)
        state, _ = world.react(state, requests, answers, told=False)
        asked.append(requests := world.ask(state))
    found = Requests.joined(asked)
    found.row[:] = 0
    return found


def exogenous(people: People) -> Iterator[Seen]:
    """What is exogenous is alike in all arms: fate is the same after other answers."""
    world = people.world()
    start = world.start(people.panel())
    before = _fated(start.fate)
    for act in (Act.COMPLY, Act.REFUSE):
        state = start.copy()
        for _ in range(60):
            requests = world.ask(state)
            answers = checked(people.policies[0], requests).copy()
            answers.act[:], answers.referral[:] = act, Referral.NONE
            state, _turns = world.react(state, requests, answers, told=False)
        told = [name for name, held in _fated(state.fate).items() if held != before[name]]
        if told:
            done = f"answered everybody with {act.word} for 60 moments"
            yield Seen(done=done, expected="the same fate", seen=f"other {', '.join(told)}")


def _fated(fate: Fate) -> dict[str, bytes]:
    """What no policy moves, as bytes; `bound` is only a memory of luck."""
    held = {name: value for name, value in vars(fate).items() if name != "bound"}
    return {name: value.tobytes() for name, value in held.items()}


def _same(first: Lives, second: Lives, done: str) -> Iterator[Seen]:
    told = unlike_lives(first, second)
    if told:
        yield Seen(done=done, expected="the same lives to the last bit", seen=told)
