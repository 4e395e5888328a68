"""Screenings of real arms: small, stopped and gone on with, refused, and told."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from inspect import signature
from pathlib import Path

import numpy as np
import pytest

from simenv import cli, sensitivity
from simenv.api.screening import DATA, PAGE, screen
from simenv.catalogue import Catalogue
from simenv.errors import BadInput, PolicyFailure, RunFailure, SimulatorFailure
from simenv.parameters import shipped
from simenv.sensitivity import Screening, markdown, text
from simenv.sensitivity.effects import effects, shares_luck
from simenv.sensitivity.evaluating import Job
from simenv.sensitivity.inputs import HIGH, IDLE, LOW, Inputs
from simenv.sensitivity.journal import ROWS
from simenv.sensitivity.question import USUAL as OUTCOMES
from simenv.sensitivity.question import question
from simenv.stats.outcomes import outcome
from tests.broken.unshared import OwnLuck
from tests.experiment.test_resume import children, gone
from tests.sensitivity.go_on import ARMS, USUAL, main
from tests.test_report import read

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Screening:
    """A finished screening."""
    return screen(*ARMS, **USUAL, workers=1, out=tmp_path_factory.mktemp("screened") / "run")


@pytest.fixture
def stopped(done: Screening, tmp_path: Path) -> Path:
    """A copy of it without its last 40 evaluations, the first of which was half written."""
    folder = tmp_path / "run"
    shutil.copytree(done.path, folder)
    lines = (folder / ROWS).read_bytes().splitlines(keepends=True)
    (folder / ROWS).write_bytes(b"".join(lines[:-40]) + lines[-40][:50])
    return folder


def told(found: Screening) -> dict[str, object]:
    """What was found, without where and how fast."""
    data = found.data()
    return {name: each for name, each in data.items() if name not in {"path", "costs"}}


def job(kind: type[Job] = Job, **changes: object) -> Job:
    sizes = {"trajectories": 2, "samples": 2, "outcomes": ("disengaged", "met")}
    few = {"personas": ["author"], "people": 20, "days": 4} | changes
    asked = question(ARMS, Catalogue(), **sizes, **few)
    names = tuple(each.name for each in asked.outcomes)
    return kind(resolved=asked.resolved, inputs=asked.inputs, outcomes=names)


# --- what is found --------------------------------------------------------------------------------


def test_every_belief_is_screened_and_ten_are_looked_at_closely(done: Screening) -> None:
    beliefs = [one.name for one in shipped().numbers.values() if not one.definition]
    assert sorted(one.name for one in done.headline.effects) == sorted(beliefs)
    assert done.beliefs == len(beliefs)
    assert [each.outcome for each in done.screens] == ["disengaged", "met"]
    for each in done.screens:
        assert [one.name for one in each.drivers] == [one.name for one in done.drivers]
        sizes = [one.mu_star for one in each.effects]
        assert sizes == sorted(sizes, reverse=True)
    assert len(done.drivers) == 10
    assert done.costs.lives == 4 * done.costs.evaluations


def test_drivers_carry_what_stands_behind_them(done: Screening) -> None:
    for one in done.headline.effects:
        source = shipped().numbers[one.name].source
        expected = "assumed" if source == "assumed" else "partly" if "assumed" in source else "row"
        assert (one.source, one.status) == (source, expected)


def test_the_difference_at_the_medians_is_that_of_the_median_world(done: Screening) -> None:
    found = job(people=2, days=1)
    median = found(found.inputs.middle())
    assert done.headline.difference == median.found[0, 0]
    for one in (found.median, found.world(found.inputs.middle())):
        assert dict(one.p) == dict(shipped().median())


def test_a_row_moves_numbers_to_their_own_quantiles_and_nothing_else() -> None:
    inputs = Inputs(table=shipped())
    row = inputs.middle()
    place = next(i for i, one in enumerate(inputs.parameters) if one.name == "after.leave")
    spread = inputs.parameters[place].spread
    for at, expected in ((LOW, spread.low), (HIGH, spread.high)):
        row[place] = at
        found = inputs.values(row)
        assert found["after.leave"] == pytest.approx(expected)
        changed = {name for name in found if found[name] != shipped().median()[name]}
        assert changed == {"after.leave"}
    assert IDLE not in found


# --- luck -----------------------------------------------------------------------------------------


def moved_idle(job: Job) -> tuple[np.ndarray, np.ndarray]:
    """A trajectory in which only the idle input moves, in the form of Morris's design of it."""
    rows = np.stack([job.inputs.middle(), job.inputs.middle()])
    rows[1, -1] = HIGH
    return rows, np.stack([job(row).found for row in rows])


def test_rows_share_their_people_and_their_luck() -> None:
    _, found = moved_idle(job())
    assert np.array_equal(found[0], found[1])
    assert found[0, 0, 0] != 0


def test_rows_with_luck_of_their_own_are_caught() -> None:
    _, found = moved_idle(job(OwnLuck))
    outputs = np.concatenate([found, found])
    rows = np.array([[LOW], [HIGH], [LOW], [HIGH]])
    with pytest.raises(SimulatorFailure, match="did not share"):
        shares_luck(effects(rows, outputs, 1), 0)


# --- stopped and gone on with ---------------------------------------------------------------------


def test_it_goes_on_where_it_was_and_finds_the_same(done: Screening, stopped: Path) -> None:
    evaluated: list[int] = []
    again = main(stopped, progress=lambda so_far, total: evaluated.append(total - so_far))
    assert told(again) == told(done)
    assert evaluated[0] > 0 == evaluated[-1]
    assert (stopped / ROWS).read_bytes().endswith(b"\n")
    lines = [json.loads(line)["row"] for line in (stopped / ROWS).read_text().splitlines()]
    assert len(lines) == len(set(lines)) == done.costs.evaluations


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_killed_with_its_workers_it_goes_on(done: Screening, stopped: Path) -> None:
    before = (stopped / ROWS).stat().st_size
    program = [sys.executable, "-m", "tests.sensitivity.go_on", str(stopped), "2"]
    with subprocess.Popen(program, cwd=ROOT) as process:
        while (stopped / ROWS).stat().st_size <= before and process.poll() is None:
            time.sleep(0.01)
        workers = children(process)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    assert gone(workers)
    assert told(main(stopped)) == told(done)


def test_another_question_is_refused_by_its_fields(stopped: Path) -> None:
    with pytest.raises(RunFailure, match="another screening") as raised:
        main(stopped, samples=4, people=3)
    assert "screening.samples: 2 then, 4 now" in str(raised.value)
    assert "people: 2 then, 3 now" in str(raised.value)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(RunFailure, match="no screening: choose another folder"):
        main(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_line_that_was_changed_is_found(stopped: Path) -> None:
    lines = (stopped / ROWS).read_bytes().splitlines(keepends=True)
    (stopped / ROWS).write_bytes(b"".join([*lines[:5], b'{"row": 3\n', *lines[6:]]))
    with pytest.raises(RunFailure, match=":6 is corrupt"):
        main(stopped)


# --- what is wrong --------------------------------------------------------------------------------


def test_every_problem_is_told_at_once() -> None:
    wrong = {"outcomes": ("sadness", "met", "met"), "trajectories": 1, "samples": 12, "people": 1}
    with pytest.raises(BadInput) as raised:
        screen("never-refuses", "no-such-policy", personas=["nobody"], **wrong)
    fields = [problem.field for problem in raised.value.problems]
    assert sorted({one.split("[")[0] for one in fields}) == [
        "outcome",
        "people",
        "personas",
        "policies",
        "samples",
        "trajectories",
    ]
    assert fields.count("outcome") == 2


def test_a_policy_that_raises_ends_it(tmp_path: Path) -> None:
    code = "def respond(request):\n    raise ValueError('made up')\n"
    said = (
        "policy: raises\nversion: 1.0.0\nkind: python\nsummary: Raises.\nsource: assumed\n"
        "detector: typical-2025\n"
    )
    (tmp_path / "raises.yaml").write_text(said)
    per_request = "from simenv.policy import per_request\n\n\n@per_request\n"
    (tmp_path / "raises.py").write_text(per_request + code)
    with pytest.raises(PolicyFailure, match="raises"):
        screen(
            str(tmp_path / "raises.yaml"), "never-refuses", **USUAL, workers=1, out=tmp_path / "run"
        )


def test_without_salib_it_is_said_how_to_install_it() -> None:
    program = (
        "import sys; sys.modules['SALib'] = None\n"
        "from simenv import cli\n"
        "cli.main(['sensitivity', 'never-refuses', 'always-refuses', '--out', 'nowhere'])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.strip() == (
        'screening needs SALib: pip install "refusal-simenv[sensitivity]"'
    )
    assert not (ROOT / "nowhere").exists()


# --- what is told ---------------------------------------------------------------------------------


def test_the_screen_fits_a_terminal_and_names_every_driver(done: Screening) -> None:
    lines = text(done).splitlines()
    assert max(map(len, lines)) <= 100
    assert len(lines) <= 60
    for one in done.drivers:
        assert any(line.startswith(one.name) for line in lines)
    assert "never-refuses minus always-refuses" in text(done).replace("\n", " ")


def test_assumed_drivers_are_named_for_study_in_order(done: Screening) -> None:
    from simenv.sensitivity.told import next_study  # noqa: PLC0415 - beside what it is about

    drivers = [
        replace(one, effect=replace(one.effect, clear=True, status=status))
        for one, status in zip(done.drivers, ["row", "assumed", "partly", "assumed"], strict=False)
    ]
    found = replace(done, screens=(replace(done.headline, drivers=tuple(drivers)),))
    first, then, edges = next_study(found)
    assert first.startswith(f"Study next: {drivers[1].name} (")
    assert then.startswith(f"Then, in order: {drivers[3].name} (")
    assert edges.endswith(f"{drivers[2].name} ({drivers[2].what}).")
    under = [replace(one, effect=replace(one.effect, clear=False)) for one in drivers]
    luck = replace(done, screens=(replace(done.headline, drivers=tuple(under)),))
    assert next_study(luck) == ["None of the drivers that stand clear of luck rests on assumption."]


def test_the_page_names_the_command_that_makes_it_again(done: Screening) -> None:
    page = markdown(done)
    assert (
        "`simenv sensitivity never-refuses always-refuses --personas author --days 1 --people 2 "
        "--trajectories 2 --samples 2 --outcome disengaged --outcome met --markdown`"
    ) in page
    for one in done.drivers:
        assert f"| `{one.name}`: {one.what} |" in page


def test_data_and_page_are_written_whole_and_load_nothing(done: Screening) -> None:
    data = json.loads((done.path / DATA).read_text(encoding="utf-8"))
    assert data["format"] == 1
    assert [one["effect"]["name"] for one in data["screens"][0]["drivers"]] == [
        one.name for one in done.drivers
    ]
    page = read((done.path / PAGE).read_text(encoding="utf-8"))
    assert len(page.named("svg")) == 3
    assert not page.named("script")
    assert not page.named("link")
    told_of = " ".join(page.text)
    for one in done.drivers:
        assert one.name in told_of


def test_the_usual_outcomes_have_a_direction_and_begin_with_the_headline() -> None:
    assert OUTCOMES[0] == "disengaged"
    assert all(outcome(name).better != "neither" for name in OUTCOMES)
    assert len(OUTCOMES) > 5


# --- the command line -----------------------------------------------------------------------------


def ended(*arguments: object) -> int:
    with pytest.raises(SystemExit) as raised:
        cli.main(["sensitivity", *map(str, arguments)])
    return int(raised.value.code or 0)


def test_the_command_line_has_the_defaults_of_the_function() -> None:
    of_function = signature(sensitivity.screen).parameters
    of_verb = signature(cli.screening.sensitivity).parameters
    for name in ("personas", "standard", "days", "people", "trajectories", "samples", "seed"):
        assert of_verb[name].default == of_function[name].default


def test_the_same_command_prints_again_without_living_again(
    done: Screening, capsys: pytest.CaptureFixture[str]
) -> None:
    words = markdown(done).split("`")[1].split()[2:-1]
    before = (done.path / ROWS).read_bytes()
    assert ended(*words, "--out", done.path) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Stopped using the assistant")
    assert str(done.path / PAGE) in printed.split("Next:")[1]
    assert ended(*words, "--out", done.path, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["screens"][0]["drivers"][0]["effect"]["name"] == done.drivers[0].name
    assert (done.path / ROWS).read_bytes() == before


def test_bad_arguments_end_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = ("never-refuses", "always-refuses", "--samples", 3, "--outcome", "joy")
    assert ended(*wrong, "--out", tmp_path / "run") == 2
    assert "2 problems" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
