"""Questions to think about first: what a file may say of them, and that every scenario's can be answered."""

import pytest

from dlviz.scenarios import ScenarioError, load

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
            'exercises[0].hides[0] is "claim"; it must be one of "claims", "formulas", "network"; did you mean "claims"?',
        ),
    ],
)
def test_a_malformed_exercise_is_one_sentence(more, sentence):
    with pytest.raises(ScenarioError) as error:
        load(BASE + "\n" + more)
    assert str(error.value).startswith(f"the text: {sentence}")
