"""Questions to think about first: what a file may say of them, and that every scenario's can be answered."""

import re
import shlex

import pytest

from dlviz.scenarios import ScenarioError, catalogue, load
from dlviz.tui.actions import actions_at
from dlviz.tui.arguments import Parser
from dlviz.tui.cli import COMMANDS
from dlviz.tui.commands import run

BASE = """
try = ["`>`: the next run."]
[objective]
function = "quadratic"
[training]
optimizer = "SGD"
steps = 3
"""
ASKED = '[[exercises]]\nask = "Up?"\nanswer = "Down."\n'


def test_an_exercise_is_a_question_with_an_answer_and_perhaps_choices():
    """What a file says is what a scenario has, in its order."""
    more = f'{ASKED}choices = ["up", "down"]\nright = "down"\nhides = ["claims"]\n{ASKED}'
    first, second = load(BASE + "\n" + more).exercises[-2:]
    assert (first.ask, first.answer, first.right) == ("Up?", "Down.", "down")
    assert first.choices == ("up", "down")
    assert first.hides == ("claims",)
    assert (second.choices, second.right, second.hides) == ((), None, ())
    assert load(BASE).tries == ("`>`: the next run.",)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('[[exercises]]\nask = "Up?"\n', "exercises[0] needs the key 'answer': text that is not empty"),
        (
            f'{ASKED}choices = ["up"]\nright = "up"\n',
            'exercises[0].choices is ["up"]; it must be a list of 2 to 4 entries, each text that is not empty',
        ),
        (
            f'{ASKED}choices = ["up", "down"]\n',
            "exercises[0]: choices and right go together: right is the choice that the answer explains",
        ),
        (f'{ASKED}choices = ["up", "down"]\nright = "dwn"\n', "exercises[0]: right is 'dwn'; did you mean down"),
        (
            f'{ASKED}hides = ["claim"]\n',
            'exercises[0].hides[0] is "claim"; it must be one of "claims", "formulas", "network"; did you',
        ),
    ],
)
def test_a_malformed_exercise_is_one_sentence(more, sentence):
    with pytest.raises(ScenarioError) as error:
        load(BASE + "\n" + more)
    assert str(error.value).startswith(f"the text: {sentence}")


ENTRIES = pytest.mark.parametrize("name", [entry.name for entry in catalogue()])


@ENTRIES
def test_every_scenario_asks_and_answers(name):
    """Each of chapters 1 to 4 has a question and something to try; no answer stands in what is read before it."""
    scenario = load(name)
    if int(scenario.section.partition(".")[0]) <= 4:
        assert scenario.exercises
        assert scenario.tries
    for one in scenario.exercises:
        assert "?" in one.ask
        assert len(set(one.choices)) == len(one.choices)
        read = " ".join(scenario.look.split())
        assert not [said for said in re.split(r"(?<=[.:;]) ", " ".join(one.answer.split())) if said in read]


@ENTRIES
def test_what_a_lesson_tells_to_run_can_be_run(name):
    """Each `dlviz run …` of the hints and answers, and each `--…`, names scenarios, runs and settings that exist."""
    scenario = load(name)
    for command in quoted(scenario):
        command = f"dlviz run {name} {command}" if command.startswith("--") and " " in command else command
        if command.startswith("dlviz run "):
            given = RunArguments().read(shlex.split(command)[2:])
            load(given.scenario, given.set, tuple(given.run), given.seed, given.steps)
        elif command.startswith("dlviz"):
            assert shlex.split(command)[1] in COMMANDS


@ENTRIES
def test_what_a_lesson_tells_to_press_is_a_key(name):
    """Each short word in `…` of a hint is a key of the workbench, or what is typed after g."""
    keys = {action.shown for action in actions_at("workbench")} | {"enter", *"0123456789"}
    hints = [word for text in load(name).tries for word in re.findall(r"`([^`]+)`", text)]
    assert [word for word in hints if not word.startswith(("dlviz", "--")) and word not in keys] == []


def quoted(scenario):
    texts = [*scenario.tries, *(one.answer for one in scenario.exercises), scenario.look]
    return [" ".join(code.split()) for text in texts for code in re.findall(r"`([^`]+)`", text)]


class RunArguments(Parser):
    """The arguments of `dlviz run`."""

    def __init__(self):
        super().__init__("dlviz run", None)
        run.add_arguments(self)
