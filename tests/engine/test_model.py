import runpy
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dlviz.engine.errors import SettingError, ShapeError
from dlviz.engine.layers import (
    Activation,
    BatchNormalization,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
    Parallel,
    Reshape,
    Residual,
)
from dlviz.engine.model import Sequential

keras = runpy.run_path(str(Path(__file__).with_name("keras_training.py")))


def test_lenet_trains_as_in_keras():
    """Five steps of Adam on sixteen digits: losses, gradient norms and weights of 61,706 parameters agree."""
    case = keras["oracle"]("07_lenet_digits_adam")
    digits = np.array(case["input"]["digits_8x8_0_to_16"], float)
    x = np.stack([np.kron(digit, np.ones((4, 4))) for digit in digits])[..., None] / 16
    y = np.eye(10)[case["input"]["digit_labels"]]
    keras["assert_agrees"](case, keras["train"](case, x, y))


def lenet():
    return Sequential(
        [
            Conv2D(6, 5, activation="relu"),
            MaxPooling2D(2),
            Conv2D(16, 5, activation="relu"),
            MaxPooling2D(2),
            Flatten(),
            Dense(120, activation="relu"),
            Dense(84, activation="relu"),
            Dense(10, activation="softmax"),
        ],
        (32, 32, 1),
    )


def test_the_summary_is_the_one_that_keras_prints():
    """The notes' 10-20-3 network, box by box: 220 + 63 = 283 parameters."""
    model = Sequential([Dense(20, activation="relu"), Dense(3, activation="softmax")], (10,))
    assert model.summary() == (
        'Model: "sequential"\n'
        "┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓\n"
        "┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩\n"
        "│ dense (Dense)                   │ (None, 20)             │           220 │\n"
        "├─────────────────────────────────┼────────────────────────┼───────────────┤\n"
        "│ dense_1 (Dense)                 │ (None, 3)              │            63 │\n"
        "└─────────────────────────────────┴────────────────────────┴───────────────┘\n"
        " Total params: 283 (1.11 KB)\n"
        " Trainable params: 283 (1.11 KB)\n"
        " Non-trainable params: 0 (0.00 B)"
    )


def test_lenet_has_the_shapes_and_counts_of_the_notes():
    """Names, output shapes and 61,706 parameters."""
    model = lenet()
    assert model.count_params() == 61_706
    assert model.rows() == [
        ("conv2d", "Conv2D", (28, 28, 6), 156),
        ("max_pooling2d", "MaxPooling2D", (14, 14, 6), 0),
        ("conv2d_1", "Conv2D", (10, 10, 16), 2_416),
        ("max_pooling2d_1", "MaxPooling2D", (5, 5, 16), 0),
        ("flatten", "Flatten", (400,), 0),
        ("dense", "Dense", (120,), 48_120),
        ("dense_1", "Dense", (84,), 10_164),
        ("dense_2", "Dense", (10,), 850),
    ]
    assert model.trainable == ("conv2d", "conv2d_1", "dense", "dense_1", "dense_2")


def test_moving_statistics_count_as_not_trainable():
    """BatchNormalization on 3 channels: 6 trained numbers and 6 that only move; a frozen layer trains none."""
    lines = Sequential([BatchNormalization(), Dense(2, trainable=False)], (3,)).summary().splitlines()
    assert lines[-3:] == [
        " Total params: 20 (80.00 B)",
        " Trainable params: 6 (24.00 B)",
        " Non-trainable params: 14 (56.00 B)",
    ]


def test_weights_depend_on_the_place_among_the_layers_with_weights():
    """A Dropout and an Activation in between change no initial weight; another seed changes all."""
    plain = Sequential([Dense(4), Dense(3)], (2,))
    more = Sequential([Dropout(0.2), Dense(4), Activation("relu"), Dense(3)], (2,))
    ours, theirs = (model.init(jax.random.key(3))[0] for model in (plain, more))
    assert jax.tree.all(jax.tree.map(lambda a, b: (a == b).all(), ours, theirs))
    other = plain.init(jax.random.key(4))[0]
    assert not (ours["dense"]["kernel"] == other["dense"]["kernel"]).any()
    assert not (ours["dense"]["kernel"][:2, :3] == ours["dense_1"]["kernel"][:2, :3]).any()


def test_all_outputs_are_returned_in_order_those_inside_blocks_too():
    """Blocks show their inner layers under their own name; the prediction comes last."""
    model = Sequential(
        [
            Conv1D(4, 3, padding="same", name="first"),
            Residual([Conv1D(4, 3, padding="same"), Residual([Dense(4)])]),
            Parallel([[Conv1D(2, 1)], [Conv1D(3, 1), Dropout(0.5)]]),
            Flatten(),
        ],
        (6, 1),
    )
    params, state = model.init(jax.random.key(0))
    x = jnp.ones((2, 6, 1))
    outputs, _ = model.apply(params, state, x, hyper=model.hyper(), key=jax.random.key(1), training=True)
    assert list(outputs) == [
        "first",
        "residual/conv1d",
        "residual/residual/dense",
        "residual/residual",
        "residual",
        "parallel/conv1d",
        "parallel/conv1d_1",
        "parallel/dropout",
        "parallel",
        "flatten",
    ]
    assert outputs["flatten"].shape == (2, *model.output_shape) == (2, 30)
    assert list(params) == [
        "first",
        "residual/conv1d",
        "residual/residual/dense",
        "parallel/conv1d",
        "parallel/conv1d_1",
    ]
    assert model.trainable == tuple(params)
    assert model.hyper() == {"parallel/dropout": {"rate": 0.5}}


def test_a_frozen_block_freezes_all_inside():
    """trainable=False of a Residual holds for its layers: their statistics stand still."""
    model = Sequential([Residual([BatchNormalization(), Dense(3)], trainable=False), Dense(2)], (3,))
    assert model.trainable == ("dense",)
    params, state = model.init(jax.random.key(0))
    x = jnp.arange(12.0).reshape(4, 3)
    _, after = model.apply(params, state, x, hyper=model.hyper(), key=None, training=True)
    assert jax.tree.all(jax.tree.map(lambda a, b: (a == b).all(), state, after))


def test_penalties_are_the_sums_over_kernels_biases_and_outputs():
    """λ₁ Σ|w| + λ₂ Σw² by hand; that of the outputs is divided by the rows."""
    layer = Dense(2, kernel_regularizer={"l1": 0.1, "l2": 0.2}, bias_regularizer="l2", activity_regularizer={"l2": 0.3})
    model = Sequential([layer], (2,))
    params = {"dense": {"kernel": jnp.array([[1.0, -2.0], [0.0, 3.0]]), "bias": jnp.array([1.0, -1.0])}}
    hyper = model.hyper()
    assert hyper == {"dense": {"kernel_l1": 0.1, "kernel_l2": 0.2, "bias_l2": 0.01, "activity_l2": 0.3}}
    outputs, _ = model.apply(params, {}, jnp.eye(2), hyper=hyper, key=None, training=True)
    y = np.array([[2.0, -3.0], [1.0, 2.0]])
    by_hand = 0.1 * 6 + 0.2 * 14 + 0.01 * 2 + 0.3 * (y**2).sum() / 2
    np.testing.assert_allclose(model.penalty(params, hyper, outputs), by_hand, rtol=1e-6)


def test_dropout_draws_another_mask_in_every_layer_and_for_every_key():
    """Masks depend on the key and on the place; without training there is none."""
    model = Sequential([Dropout(0.5), Dropout(0.5)], (400,))
    x, masks = jnp.ones((1, 400)), []
    for seed in (0, 1):
        key = jax.random.key(seed)
        outputs, _ = model.apply({}, {}, x, hyper=model.hyper(), key=key, training=True)
        masks.append(outputs["dropout"] != 0)
    twice = outputs["dropout_1"] != 0
    assert (masks[0] != masks[1]).any()
    assert 0.15 < twice.mean() < 0.35  # a quarter passes two different masks, a half the same one twice


def test_a_layer_with_a_seed_moves_no_random_number_of_the_others():
    """Its own depend on the seed and the key, not on its place, and no place gives the same ones."""

    def masks(*layers, key=0):
        model = Sequential(layers, (400,))
        state = model.init(jax.random.key(0))
        outputs, _ = model.apply(
            *state, jnp.ones((2, 400)), hyper=model.hyper(), key=jax.random.key(key), training=True
        )
        kept = np.cumsum([np.zeros((2, 400)), *((np.asarray(y) == 0) for y in outputs.values())], axis=0) > 0
        return {name: kept[i + 1] & ~kept[i] for i, name in enumerate(outputs)}

    alone = masks(Dropout(0.5, name="b"))
    seeded = Dropout(0.5, seed=0, name="a")
    assert np.array_equal(masks(Dropout(0.5, name="b"), seeded)["b"], alone["b"])
    behind = Sequential([seeded, Dropout(0.5, name="b")], (400,))
    assert [layer.places for layer in behind.layers] == [0, 1]
    first = masks(seeded)["a"]
    assert np.array_equal(masks(seeded, Dropout(0.5))["a"], first)
    assert not np.array_equal(first, alone["b"])
    assert not np.array_equal(masks(seeded, key=1)["a"], first)
    assert not np.array_equal(masks(Dropout(0.5, seed=1, name="a"))["a"], first)
    with pytest.raises(SettingError, match="seed is -1"):
        Dropout(0.5, seed=-1)


def test_rates_are_traced():
    """Two dropout rates share one compiled program."""
    model = Sequential([Dropout(0.5), Dense(1)], (3,))
    params, state = model.init(jax.random.key(0))
    traces = []

    @jax.jit
    def predict(params, hyper, key):
        traces.append(1)
        return model.apply(params, state, jnp.ones((2, 3)), hyper=hyper, key=key, training=True)[0]["dense"]

    for rate in (0.1, 0.9):
        predict(params, {"dropout": {"rate": rate}}, jax.random.key(0))
    assert len(traces) == 1


def conv(**options):
    return Conv2D(4, (5, 5), **options)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: Sequential([conv()], (32, 32)),
            "conv2d: the input has shape (32, 32), the layer needs (height, width, channels); put a Reshape before it",
        ),
        (
            lambda: Sequential([conv(), conv(), conv()], (10, 10, 1)),
            "conv2d_2: the input has shape (2, 2, 4), a window of (5, 5) does not fit into it; "
            "change kernel_size, or padding to 'same'",
        ),
        (
            lambda: Sequential([Reshape((3, -1))], (10,)),
            "reshape: the input has shape (10,), its 10 numbers do not fit into (3, -1); change target_shape",
        ),
        (
            lambda: Sequential([Residual([Dense(3)])], (4,)),
            "residual: the input has shape (4,), but dense inside gives (3,), and both are added; "
            "change the units, filters or padding of dense",
        ),
        (
            lambda: Sequential([Parallel([[Conv1D(2, 1)], [Conv1D(2, 3)]])], (8, 1)),
            "parallel: the input has shape (8, 1), its branches end in the shapes (8, 2), (6, 2), which must agree in "
            "all axes but the last; change their padding or strides",
        ),
        (
            lambda: Sequential([Dense(3, kernel_initializer=[[1.0, 2.0]])], (2,)),
            "dense: kernel_initializer: the given values have shape (1, 2), the weight has (2, 3); give (2, 3) of them",
        ),
        (
            lambda: Sequential([Dense(1)], (0,)),
            "input_shape is (0,); it must hold whole numbers above 0, without the batch axis",
        ),
    ],
)
def test_a_shape_that_does_not_fit_names_layer_shapes_and_option(make, sentence):
    """Before anything compiles."""
    with pytest.raises(ShapeError) as error:
        make()
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Dense(0), "Dense: units is 0; it must be a whole number, at least 1"),
        (lambda: Dense(2.5), "Dense: units is 2.5; it must be a whole number, at least 1"),
        (
            lambda: Dense(3, activation="rleu", name="first"),
            "first: there is no activation 'rleu'; did you mean relu or relu6 or prelu?",
        ),
        (
            lambda: Dense(3, kernel_initializer="glorot_unifrom"),
            "Dense: there is no initializer 'glorot_unifrom'; did you mean glorot_uniform or glorot_normal or "
            "random_uniform?",
        ),
        (lambda: Dropout(1.2), "Dropout: rate is 1.2; it must be a number at least 0 and below 1"),
        (
            lambda: Conv2D(3, (2, 2, 2)),
            "Conv2D: kernel_size is (2, 2, 2); it must be a whole number, at least 1 or 2 of them",
        ),
        (lambda: Conv2D(3, 2, padding="causal"), "Conv2D: padding is 'causal'; it must be one of valid, same"),
        (
            lambda: Conv1D(3, 2, strides=2, dilation_rate=2),
            "Conv1D: strides and dilation_rate are both above 1; set one of them to 1",
        ),
        (lambda: Sequential([], (2,)), "a model needs at least one layer"),
        (
            lambda: Sequential([Dense(1, name="a"), Dense(1, name="a")], (2,)),
            "two layers are named 'a'; give one another name",
        ),
        (
            lambda: Sequential([Dense(1, name="a/b")], (2,)),
            "a layer is named 'a/b'; a name must not be empty or hold a slash",
        ),
        (lambda: Residual([]), "Residual: layers is []; it must be one or more layers"),
    ],
)
def test_a_wrong_setting_is_one_sentence(make, sentence):
    """The error says what was given and what would be right."""
    with pytest.raises(SettingError) as error:
        make()
    assert str(error.value) == sentence


def test_rows_of_another_shape_are_refused():
    """The sentence names the first layer and both shapes."""
    model = Sequential([Dense(1)], (4,))
    params, state = model.init(jax.random.key(0))
    with pytest.raises(ShapeError) as error:
        model.apply(params, state, jnp.ones((2, 3)), hyper={}, key=None, training=False)
    assert str(error.value) == (
        "dense: the rows have shape (3,), the model expects (4,); change input_shape or the data's features"
    )
