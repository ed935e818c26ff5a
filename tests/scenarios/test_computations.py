"""A computation stands in the place of rows, a network and training, from the file to the report."""

import csv
import inspect
import io
import json
from threading import Event
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from dlviz.engine.computations import COMPUTATIONS
from dlviz.engine.computations.loss_curve import OF_ONE_OUTPUT
from dlviz.scenarios import catalogue, computation_tables, json_schema, load, writers
from dlviz.scenarios.report import columns
from dlviz.tui.cli import main
from dlviz.tui.console import Console
from dlviz.tui.headless.report import table
from dlviz.tui.worker import Wish, Worker

CURVE = """
[computation]
kind = "activation"

[[runs]]
name = "tanh"

[[runs]]
name = "relu"
set = { "computation.activation" = "relu" }

[[claims]]
text = "tanh rises at every step"
check = "tanh.output.min_step >= 0 and tanh.output.last > 0.9"

[[claims]]
text = "relu is nothing below 0"
check = "relu.output.first == 0"
"""
OF_COMPUTATIONS = [entry.name for entry in catalogue() if load(entry.name).document.computation is not None]


# ── tables and engine ───────────────────────────────────────────────────────────────────────────────────────


def test_the_tables_name_the_kinds_of_the_engine():
    assert set(computation_tables.KINDS) == set(COMPUTATIONS)
    assert computation_tables.OF_ONE_OUTPUT == OF_ONE_OUTPUT


@pytest.mark.parametrize("kind", COMPUTATIONS)
def test_a_kind_has_the_options_and_defaults_of_the_engine(kind):
    offered = {
        option: given[1] if isinstance(given, tuple) else None
        for option, given in computation_tables.COMPUTATIONS[kind].items()
    }
    engine = {name: one.default for name, one in inspect.signature(COMPUTATIONS[kind]).parameters.items()}
    assert offered == engine


SETTINGS = {
    "activation": {"points": 5},
    "channels": {"image": {"name": "picture", "size": 10}, "size": 3, "mix": [1.0, -1.0, 0.0]},
    "convolution": {"signal": {"name": "random_walk", "steps": 9}, "filter": [1.0, -1.0], "padding": "valid"},
    "equivariance": {"signal": "sine_pulse", "layer": "dense", "seed": 3},
    "chain_rule": {"units": [2, 3, 4, 2], "inputs": 2},
    "grid_search": {"weights": 2, "points": 3},
    "loss": {"loss": {"name": "huber", "delta": 0.5}, "points": 5},
    "model_summary": {"units": [2, 3, 4]},
    "neuron": {"weights": [1.0, 2.0], "inputs": [[1.0, 0.0]], "names": ["left", "right"]},
    "padding": {"image": "digit", "filter": [[0.0, 1.0], [1.0, 0.0]], "strides": 2},
    "pooling": {"image": [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]], "strides": 1},
    "output_activation": {"others": [0.0, 1.0, 2.0], "points": 5},
}


@pytest.mark.parametrize("kind", COMPUTATIONS)
@pytest.mark.parametrize("given", ["defaults", "others"])
def test_the_columns_that_a_file_promises_are_those_of_the_trace(kind, given):
    """With labels, which claims are checked against before JAX is there; what curves draw is among them."""
    settings = SETTINGS[kind] if given == "others" else {}
    session = load(f"computation = {toml({'kind': kind} | settings)}\n").run()
    (one,) = session.runs
    promised = computation_tables.columns(one.spec.document.computation)
    trace = one.run.trace
    assert dict(promised) == {name: trace.labels(name) for name in trace.names}
    drawn = session.scenario.display.curves
    assert {*drawn.columns, drawn.x} <= {"step", *promised}


def toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + "}"
    return json.dumps(value)


def test_the_json_schema_knows_every_kind():
    defined = json_schema()["$defs"]
    kinds = {
        table["properties"]["kind"]["enum"][0] for table in defined.values() if "kind" in table.get("properties", {})
    }
    assert kinds == set(COMPUTATIONS)


def test_dlviz_schema_lists_the_kinds(capsys):
    assert main(["schema"]) == 0
    printed = capsys.readouterr().out
    assert all(f'"{kind}"' in printed for kind in COMPUTATIONS)


# ── refusals ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[data]\nsource = "iris"', "[computation] computes and trains nothing; leave [data] out"),
        ('[[model]]\ntype = "Dense"\nunits = 2', "[computation] computes and trains nothing; leave [[model]] out"),
        ('[objective]\nfunction = "saddle"', "[computation] computes and trains nothing; leave [objective] out"),
        (
            '[training]\noptimizer = "SGD"\nepochs = 2',
            "[computation] computes and trains nothing; leave [training] out",
        ),
        ("[training]\nepochs = 5", "[computation] computes and trains nothing; leave [training] out"),
        (
            '[display.landscape]\naxes = [{ path = "dense.kernel[0]", label = "w" }]\nrange = [[0, 1]]',
            "[computation] computes and trains nothing; leave [display.landscape] out",
        ),
        ('[display]\npanels = ["fit"]', "display.panels: a computation has nothing to show in fit; leave it out"),
        (
            '[display]\npanels = ["activations"]',
            "display.panels: a computation has nothing to show in activations; leave it out",
        ),
        (
            '[display]\npanels = ["gradients"]',
            "display.panels: this computation has no gradients to show; leave gradients out",
        ),
        (
            '[display]\npanels = ["signal"]',
            "display.panels: this computation has no signal to show; leave signal out",
        ),
        ('[display]\npanels = ["loss"]', "display.loss.column is 'loss'; "),
        ('[display.curves]\nx = "p"', "display.curves.x is 'p'; possible: step, o, output, derivative"),
        ('[display.curves]\ncolumns = ["outptu"]', "display.curves.columns[0] is 'outptu'; did you mean output ("),
    ],
)
def test_what_does_not_go_with_a_computation_is_refused_in_one_sentence(complaint, more, said):
    assert said in complaint(CURVE + more)
    assert "\n" not in complaint(CURVE + more)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('{ kind = "activaton" }', 'computation.kind is "activaton"; did you mean activation'),
        (
            '{ kind = "activation", colour = 1 }',
            "unknown key 'colour' in computation; possible: kind, activation, range, points",
        ),
        ('{ kind = "activation", activation = "tanhh" }', 'did you mean "tanh"?'),
        ('{ kind = "activation", points = 1 }', "computation.points is 1; it must be a whole number, at least 2"),
        (
            '{ kind = "loss", loss = "kl_divergence" }',
            'computation.loss is "kl_divergence"; it must be one of mean_squared_error',
        ),
        ('{ kind = "loss", loss = { name = "huber", gamma = 1 } }', "unknown key 'gamma' in computation.loss"),
        ('{ kind = "neuron", weights = [] }', "computation.weights is []; it must be a list of 1 to 8 entries"),
        ("{ }", "computation needs the key 'kind'; possible: activation"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_key(complaint, table, said):
    assert said in complaint(f"computation = {table}\n")


def test_what_only_the_engine_sees_names_the_run():
    session = load(CURVE, ["computation.range=[2, 1]"]).session()
    with pytest.raises(ValueError, match=r"the range \[2.0, 1.0\] is empty"):
        session.build()


def test_without_training_rows_need_it_and_objectives_too(complaint):
    """Only a computation does without [training]."""
    said = complaint('[data]\nsource = "iris"\n[[model]]\ntype = "Dense"\nunits = 3')
    assert "the file needs [training] with optimizer and epochs" in said
    assert "[training]" in complaint('[objective]\nfunction = "saddle"')
    assert "in their place [objective] or [computation]" in complaint('[training]\noptimizer = "SGD"\nepochs = 1')


# ── options of the command line ─────────────────────────────────────────────────────────────────────────────


def test_set_changes_all_runs_and_run_chooses_some():
    session = load(CURVE, ["computation.points=11", "computation.range=[-1, 1]"], runs=["relu"]).run()
    (one,) = session.runs
    assert one.index == 1
    np.testing.assert_allclose(one.run.trace["o"], np.linspace(-1, 1, 11), atol=1e-6)
    assert session.claims()[0].holds is None  # it speaks of a run that was not chosen
    assert session.claims()[1].holds is True


def test_steps_cut_it_short_and_leave_claims_undecided():
    session = load(CURVE, steps=20).run()
    assert [one.run.status for one in session.runs] == ["finished", "finished"]
    assert session.ticks == 20
    assert [claim.holds for claim in session.claims()] == [None, None]


def test_as_many_steps_as_there_are_decide_them():
    assert [claim.holds for claim in load(CURVE, steps=160).run().claims()] == [True, True]


def test_set_cannot_train_a_computation(complaint):
    said = complaint(CURVE, overrides=["training.epochs=5"])
    assert said.endswith("--set training.epochs=5: [computation] computes and trains nothing; leave [training] out")


def test_a_seed_changes_nothing_where_nothing_is_drawn():
    columns = [load(CURVE, seed=seed).run().runs[0].run.trace["output"] for seed in (None, 7)]
    np.testing.assert_array_equal(*columns)


# ── at work ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_interrupted_computation_keeps_its_rows():
    session = load(CURVE).session()
    session.build()
    stop = Event()
    stop.set()
    session.runs[0].run.advance(3)
    session.train(stop=stop)
    assert session.runs[0].run.status in ("interrupted", "finished")
    fresh = load(CURVE).session()
    fresh.build()
    fresh.runs[0].run.advance(3)
    fresh.interrupt()
    assert fresh.ended
    assert [(one.run.status, one.run.trace.rows) for one in fresh.runs] == [("interrupted", 4), ("interrupted", 1)]
    assert [claim.holds for claim in fresh.claims()] == [None, None]
    assert fresh.report()["runs"][0]["steps"] == 3


@pytest.mark.parametrize("name", OF_COMPUTATIONS)
def test_every_built_in_computation_proves_its_claims_at_the_end_and_not_before(trained, name):
    session = trained(name)
    assert all(claim.holds for claim in session.claims())
    assert all(claim.holds is None for claim in session.claims(0))
    assert sum(one.run.compile_seconds + one.run.seconds for one in session.runs) < 10


@pytest.mark.parametrize("name", OF_COMPUTATIONS)
def test_looking_back_is_looking_at_an_earlier_row(name):
    """The cursor goes to and fro; what the panels are given at a tick is the same, whichever way it was come to."""
    scenario = load(name)
    worker = Worker(scenario)
    ticks = [0, 7, 3, 11, 7, 0]
    seen = []
    for tick in ticks:
        worker.ask(Wish(training=True, cursor=tick, looking=frozenset(scenario.display.panels)))
        while worker.turn():
            pass
        assert not worker.failure
        assert not worker.view.troubles
        work = worker.view.works[0] if worker.view.works else None
        seen.append((tick, msgspec.to_builtins(repr(work))))
    assert len(dict(seen)) == len(set(seen))  # one finding for each tick


# ── headless ────────────────────────────────────────────────────────────────────────────────────────────────


def test_json_has_the_numbers_where_it_stands(capsys):
    assert main(["run", "activations", "--headless", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    by_name = {run["name"]: run for run in report["runs"]}
    relu = by_name["relu"]
    assert (relu["status"], relu["steps"], relu["loss"], relu["val_loss"]) == ("finished", 160, None, None)
    assert relu["metrics"] == {"o": 4.0, "output": 4.0, "derivative": 1.0}
    assert [claim["holds"] for claim in report["claims"]] == [True, True, True]


def test_lines_for_programs_have_no_loss(capsys):
    assert main(["run", "activations", "--headless"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("run ")]
    assert "steps 160 o 4 output 4 derivative 1 seconds" in lines[2]
    assert all("loss" not in line for line in lines)


def test_headless_speaks_of_steps_and_not_of_training_or_epochs(capsys):
    assert main(["run", "neuron", "--headless"]) == 0
    said = capsys.readouterr()
    assert "stepping through 3 runs 57 steps" in said.out + said.err
    assert "training" not in said.out + said.err
    session = load("neuron").run()
    assert session.report()["runs"][0]["epochs"] is None
    assert "epochs" not in table(session.report(), (0, 1, 2), Console(io.StringIO()))[0]


def test_out_has_a_row_a_position_with_every_column(tmp_path):
    session = load("output-activations").run()
    path = tmp_path / "rows.csv"
    writers.write(path, columns(session), session.rows())
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    assert len(rows) == 5 * 81
    assert list(rows[0]) == [
        "scenario", "run", "step", "epoch", "o", "outputs.a₁", "outputs.a₂", "outputs.a₃", "total", "least", "greatest"
    ]  # fmt: skip
    last = rows[4 * 81 - 1]
    o = np.array([4.0, 1.0, 0.0])
    found = [float(last[f"outputs.a{i}"]) for i in "₁₂₃"]
    assert found == pytest.approx((np.exp(o) / np.exp(o).sum()).tolist(), rel=1e-5)
    assert rows[-1]["outputs.a₃"] in ("", "nan")


def test_check_with_seeds_counts_only_where_numbers_are_drawn(capsys):
    assert main(["check", "activations", "grid-search", "--seeds", "3"]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == "· activations does not depend on the seed, computed once"
    assert [line.split()[:3] for line in lines[:3]] == [["✓", "activations", "holds"]] * 3
    assert [line.split()[:3] for line in lines[3:]] == [["✓", "grid-search", "3/3"]] * 3


def test_a_frame_has_the_columns():
    frame = load(CURVE).run().frame()
    assert {"run", "step", "o", "output", "derivative"} <= set(frame.columns)
    assert len(frame) == 2 * 161


def test_the_chart_of_a_headless_run_is_that_of_its_curves():
    from dlviz.tui.headless.drive import loss_chart

    console = SimpleNamespace(width=80, signs=True, colour=False, styled=lambda text, style: text)
    lines = loss_chart(load(CURVE).run(), console)
    assert lines[0].startswith("output over o")
