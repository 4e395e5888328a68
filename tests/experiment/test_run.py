"""A run of the real model: same inputs, same tables, whatever the workers, the chunk, the order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simenv.catalogue import read_yaml
from simenv.errors import BadInput, RunFailure
from simenv.experiment.running import run
from simenv.experiment.work import Recipe
from simenv.experiment.written import as_yaml
from simenv.records import Layout, Unit, numeric_fingerprint, open_run, table_hash
from tests.experiment.conftest import CODE, Asked

# --- law 1 --------------------------------------------------------------------------------------


def test_workers_chunk_and_order_of_arms_change_no_table(asked: Asked, tmp_path: Path) -> None:
    usual = run(asked(), tmp_path / "usual")
    cut = run(asked(), tmp_path / "cut", workers=2, chunk=3)
    turned = run(asked(policies=["lenient", "strict"]), tmp_path / "turned", chunk=7)
    assert table_hash(usual) == table_hash(cut) == table_hash(turned)
    assert (usual.arms, turned.arms) == (("strict", "lenient"), ("lenient", "strict"))
    assert not usual.failures
    assert not usual.missing


def test_another_seed_gives_other_tables(asked: Asked, tmp_path: Path) -> None:
    one, two = (run(asked(seed=seed, worlds=0), tmp_path / str(seed)) for seed in (1, 2))
    assert table_hash(one) != table_hash(two)


# --- the directory ------------------------------------------------------------------------------


def test_the_same_command_finds_its_run_again(
    asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told: list[tuple[int, int]] = []
    first = run(asked(), progress=lambda done, total: told.append((done, total)))
    assert first.path == Path("runs") / f"small-{asked().sha256[:8]}"
    assert told == [(10, 40), (20, 40), (30, 40), (40, 40)]
    told.clear()
    again = run(asked(), chunk=3, progress=lambda done, total: told.append((done, total)))
    assert (again.path, told) == (first.path, [])


def test_one_arm_of_one_block_is_computed_again_alone(asked: Asked, tmp_path: Path) -> None:
    done = run(asked(worlds=0), tmp_path / "run", chunk=4)
    usual = table_hash(done)
    lost = Unit(world=0, block=1, arm="lenient")
    (tmp_path / "run" / "done" / f"{lost.stem}.json").unlink()
    assert open_run(tmp_path / "run").missing == (lost,)
    assert table_hash(run(asked(worlds=0), tmp_path / "run")) == usual


def test_spec_and_manifest_say_what_was_run(asked: Asked, tmp_path: Path) -> None:
    resolved = asked(days=3, people=1, worlds=0)
    done = run(resolved, tmp_path / "run")
    assert read_yaml(tmp_path / "run" / "spec.yaml").data == resolved.document == done.spec
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["spec"]["seed"] == 7
    assert set(manifest["spec"]["files"]["policies"]) == {"strict", "lenient"}
    assert set(manifest["spec"]["simenv"]) == {"version", "source", "parameters"}
    assert manifest["fingerprint"] == numeric_fingerprint()
    assert {"simenv", "numpy", "python", "pyarrow"} <= set(manifest["software"])
    assert "talking" in manifest["stages"]
    assert done.manifest.asked["policies"] == ["strict", "lenient"]


def test_another_spec_in_the_directory_is_refused(asked: Asked, tmp_path: Path) -> None:
    run(asked(days=3, people=1, worlds=0), tmp_path / "run")
    with pytest.raises(RunFailure, match="days: 3 then, 4 now"):
        run(asked(days=4, people=1, worlds=0), tmp_path / "run")


def test_bad_numbers_are_refused_before_anything_is_written(asked: Asked, tmp_path: Path) -> None:
    for wrong in ({"workers": 0}, {"chunk": 0}):
        with pytest.raises(ValueError, match="at least 1"):
            run(asked(), tmp_path / "run", **wrong)
    assert not (tmp_path / "run").exists()


# --- what fails ---------------------------------------------------------------------------------


def test_a_policy_that_raises_ends_its_arm_alone(asked: Asked, tmp_path: Path) -> None:
    done = run(asked(policies=["lenient", "raises"]), tmp_path / "run", chunk=3)
    alone = run(asked(policies=["lenient"]), tmp_path / "alone")
    assert done.arms == ("lenient",)
    assert [failure.arm for failure in done.failures] == ["raises"]
    assert "ValueError: made up" in done.failures[0].reason
    assert done.table("turns").to_pydict() == alone.table("turns").to_pydict()
    again = run(asked(policies=["lenient", "raises"]), tmp_path / "run")
    assert again.failures == done.failures
    with pytest.raises(RunFailure, match="arm raises"):
        table_hash(again)


def test_a_worker_refuses_other_arithmetic_and_other_files(asked: Asked, tmp_path: Path) -> None:
    resolved = asked()
    unit = Unit(world=0, block=0, arm="strict")
    layout = Layout(personas=("a",), people=1, arms=("strict",), worlds=0, days=6)

    def recipe(fingerprint: str) -> Recipe:
        return Recipe(
            folder=tmp_path / "run",
            spec_sha256=resolved.sha256,
            fingerprint=fingerprint,
            document=resolved.document,
            spec=resolved.spec,
            catalogue=resolved.catalogue,
            layout=layout,
        )

    with pytest.raises(RunFailure, match="other arithmetic: numpy-"):
        recipe("numpy-1.0")((unit,))
    policy = tmp_path / "policies" / "strict.yaml"
    policy.write_text(policy.read_text().replace("version: 1.0.0", "version: 1.0.1"))
    with pytest.raises(RunFailure, match=r"strict\.version: 1\.0\.0 then, 1\.0\.1 now"):
        recipe(numeric_fingerprint())((unit,))
    policy.unlink()
    with pytest.raises(RunFailure, match="a file changed while the run was going on"):
        recipe(numeric_fingerprint())((unit,))
    assert not (tmp_path / "run").exists()


# --- what a spec resolves to --------------------------------------------------------------------


def test_every_problem_of_every_file_is_in_one_report(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "policies" / "strict.yaml").write_text("policy: strict\nkind: magic\n")
    with pytest.raises(BadInput) as raised:
        asked(personas=["nobody", "author"], policies=["strict", "softly"], standard="none")
    report = str(raised.value)
    for told in ("'nobody'", "'softly'", "'none'", "strict.yaml"):
        assert told in report


def test_a_base_for_others_is_not_simulated(asked: Asked) -> None:
    with pytest.raises(BadInput, match="adult, a base for others"):
        asked(personas=["adult"])
    everyone = asked(personas="all").personas
    assert "adult" not in {one.name for one in everyone}
    assert [one.name for one in everyone] == sorted(one.name for one in everyone)


def test_one_name_for_two_files_is_a_problem(asked: Asked, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "strict.yaml"
    copy.parent.mkdir()
    copy.write_text((tmp_path / "policies" / "strict.yaml").read_text())
    with pytest.raises(BadInput, match="a name of its own"):
        asked(policies=["strict", str(copy)])


def test_only_what_decides_tables_changes_the_identity(asked: Asked, tmp_path: Path) -> None:
    usual = asked().sha256
    elsewhere = tmp_path / "strict.yaml"
    policy = tmp_path / "policies" / "strict.yaml"
    elsewhere.write_text("# a comment\n" + policy.read_text())
    assert asked(policies=[str(elsewhere), "lenient"]).sha256 == usual
    assert asked(days=7).sha256 != usual
    policy.write_text(policy.read_text().replace("generic", "localised"))
    assert asked().sha256 != usual
    (tmp_path / "policies" / "raises.py").write_text(CODE)
    before = asked(policies=["raises"]).sha256
    (tmp_path / "policies" / "raises.py").write_text(CODE.replace("== 2", "== 3"))
    assert asked(policies=["raises"]).sha256 != before


def test_yaml_keeps_every_word_a_word(tmp_path: Path) -> None:
    said = {
        "question": 'Does "no" stay: no? # ü\nyes',
        "seed": 1,
        "empty": {},
        "list": ["on", "1"],
        "files": {"no": {"version": "1.10", "2": "x", "a b": None, "sha256": "0e1", "ü": True}},
    }
    path = tmp_path / "spec.yaml"
    path.write_text(as_yaml(said), encoding="utf-8")
    assert read_yaml(path).data == said
