import runpy
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
import scipy.special

from dlviz.engine import losses
from dlviz.engine.errors import SettingError, ShapeError
from dlviz.engine.model import Sequential

keras = runpy.run_path(str(Path(__file__).with_name("keras_training.py")))


def pairs(name):
    case = keras["oracle"](name)
    return list(zip(case["input"], case["expected"], strict=True))


def made(spec, **more):
    return losses.get({"name": spec["name"], **spec["config"], **more})


@pytest.mark.parametrize(("given", "want"), pairs("03_losses"))
def test_losses_and_their_gradients_are_those_of_keras(given, want):
    """Per sample, mean, sum, weighted, and the gradient by the prediction."""
    loss = made(given["loss"])

    @jax.jit
    def found(t, y, weights):
        value, gradient = jax.value_and_grad(lambda y: loss(t, y))(y)
        return {
            "per_sample": loss.fn(t, y),
            "value": value,
            "grad_y_pred": gradient,
            "sum": made(given["loss"], reduction="sum")(t, y),
            "weighted_value": loss(t, y, weights),
            "over_weights": made(given["loss"], reduction="mean_with_sample_weight")(t, y, weights),
        }

    by_hand = np.dot(want["per_sample"], given["sample_weight"]) / np.sum(given["sample_weight"])
    theirs = want | {"over_weights": by_hand}
    for name, ours in found(*(jnp.array(given[name]) for name in ("y_true", "y_pred", "sample_weight"))).items():
        assert keras["distance"](ours, theirs[name]) < 1e-5, name


@pytest.mark.parametrize(("given", "want"), pairs("03_losses_edges"))
def test_extreme_predictions_give_the_values_of_keras(given, want):
    """Probabilities of exactly 0 and 1, unnormalised rows, huge logits: within the width of float32's 1 - 1e-7."""
    loss, t, y = made(given["loss"]), jnp.array(given["y_true"]), jnp.array(given["y_pred"])
    found, gradient = jax.jit(lambda y: (loss.fn(t, y), jax.grad(lambda y: loss(t, y))(y)))(y)
    np.testing.assert_allclose(found, want["per_sample"], rtol=2e-2 if jax.config.jax_enable_x64 else 1e-5, atol=2e-8)
    assert np.isfinite(gradient).all()


NETWORKS = keras["oracle"]("03_losses_networks")


@pytest.mark.parametrize(("given", "want"), list(zip(NETWORKS["input"]["cases"], NETWORKS["expected"], strict=True)))
def test_a_network_behind_a_loss_steps_as_in_keras(given, want):
    """The loss, the gradients, the weights after a step of SGD and the loss there."""
    model = Sequential(keras["build"](given["architecture"], (4,)), (4,))
    loss = losses.get(given["loss"])
    params = {
        name: {weight: jnp.array(value) for weight, value in layer.items()}
        for name, layer in zip(model.names, given["initial_weights"].values(), strict=True)
    }
    x, y = jnp.array(NETWORKS["input"]["X"]), jnp.array(given["Y"])

    @jax.jit
    def value_and_grad(params):
        def value(params):
            outputs, _ = model.apply(params, {}, x, hyper={}, key=None, training=True)
            return loss(y, outputs[model.names[-1]])

        return jax.value_and_grad(value)(params)

    value, gradients = value_and_grad(params)
    after = jax.tree.map(lambda w, g: w - NETWORKS["input"]["learning_rate"] * g, params, gradients)
    assert keras["distance"](value, want["value"]) < 1e-5
    assert keras["distance"](value_and_grad(after)[0], want["value_after_step"]) < 1e-5
    for name, theirs in zip(model.names, want["gradients"], strict=True):
        for weight in ("kernel", "bias"):
            assert keras["distance"](gradients[name][weight], want["gradients"][theirs][weight]) < 1e-5
            assert keras["distance"](after[name][weight], want["weights_after_step"][theirs][weight]) < 1e-5


Z = jnp.array(np.random.default_rng(2).normal(size=(5, 4)))
T = jnp.array(np.random.default_rng(3).integers(0, 2, size=(5, 4)), Z.dtype)


def test_focal_losses_are_those_of_optax_and_of_their_formula():
    """Binary with class balancing against optax; categorical against its formula in NumPy."""
    ours = losses.BinaryFocalCrossentropy(True, apply_class_balancing=True, alpha=0.3, gamma=1.5)
    theirs = optax.sigmoid_focal_loss(Z, T, alpha=0.3, gamma=1.5).mean(-1)
    np.testing.assert_allclose(ours.fn(T, Z), theirs, rtol=2e-5)
    one_hot, p = np.eye(4)[[0, 3, 1, 1, 2]], scipy.special.softmax(np.asarray(Z), axis=-1)
    by_hand = -(0.25 * (1 - p) ** 2 * one_hot * np.log(p)).sum(-1)
    for loss, prediction in (
        (losses.CategoricalFocalCrossentropy(), jnp.array(p)),
        (losses.CategoricalFocalCrossentropy(True), Z),
    ):
        np.testing.assert_allclose(loss.fn(jnp.array(one_hot), prediction), by_hand, rtol=2e-5)


def test_percentage_error_and_divergence_are_those_of_numpy_and_scipy():
    """MAPE by its formula; KL by scipy's rel_entr."""
    t, p = (scipy.special.softmax(np.random.default_rng(seed).normal(size=(5, 4)), axis=-1) for seed in (4, 5))
    np.testing.assert_allclose(
        losses.get("mape").fn(jnp.array(t), jnp.array(p)), 100 * np.mean(np.abs((p - t) / t), axis=-1), rtol=1e-5
    )
    np.testing.assert_allclose(
        losses.get("kld").fn(jnp.array(t), jnp.array(p)), scipy.special.rel_entr(t, p).sum(-1), rtol=1e-4
    )


def test_hinge_takes_zero_and_one_for_minus_and_plus_one():
    """As in Keras, if all targets are 0 or 1."""
    hinge = losses.get("hinge")
    np.testing.assert_array_equal(hinge.fn(T, Z), hinge.fn(2 * T - 1, Z))


def test_class_numbers_and_one_hot_rows_mean_the_same():
    """Sparse and dense cross-entropy agree, for (n,) and (n, 1) targets."""
    numbers, p = jnp.array([0, 3, 1, 1, 2]), jax.nn.softmax(Z)
    dense = losses.get("categorical_crossentropy").fn(jnp.eye(4)[numbers], p)
    for targets in (numbers, numbers[:, None]):
        np.testing.assert_allclose(losses.get("sparse_categorical_crossentropy").fn(targets, p), dense, rtol=1e-6)


def test_a_column_and_a_list_of_targets_mean_the_same_and_nothing_else_is_broadcast():
    """(n,) fits predictions (n, 1); (n, 3) does not."""
    mse, y = losses.get("mse"), jnp.ones((4, 1))
    assert (mse.fn(jnp.zeros(4), y) == mse.fn(jnp.zeros((4, 1)), y)).all()
    with pytest.raises(ShapeError) as error:
        mse(jnp.zeros((4, 3)), y)
    assert str(error.value) == (
        "MeanSquaredError: the targets have shape (3,) per row, the predictions (1,); "
        "change the last layer's units or the targets"
    )


@pytest.mark.parametrize(
    ("loss", "y", "outputs", "sentence"),
    [
        (
            "sparse_categorical_crossentropy",
            [0, 1, 3],
            (3,),
            "the target of row 2 is 3; it must be a class from 0 to 2; change the last layer's units or the targets",
        ),
        ("binary_crossentropy", [0, 2.5], (1,), "the target of row 1 is 2.5; it must be a probability, from 0 to 1"),
        ("mse", [[1.0], [float("nan")]], (1,), "a target is not a finite number; clean the data"),
        ("poisson", [1, -1], (1,), "the target of row 1 is -1; it must be a count, 0 or more"),
        ("hinge", [-1, 0, 1], (1,), "the target of row 1 is 0; it must be -1 or 1"),
        (
            "mse",
            [[1.0, 2.0]],
            (3,),
            "the targets have shape (2,) per row, the model's output has (3,); "
            "change the last layer's units or the targets",
        ),
        (
            "sparse_categorical_crossentropy",
            [[0, 1]],
            (2,),
            "the targets have shape (2,) per row; it must be one class number; "
            "for one-hot targets use categorical_crossentropy",
        ),
    ],
)
def test_targets_without_meaning_are_refused_before_training(loss, y, outputs, sentence):
    """On the host, naming the row."""
    with pytest.raises(SettingError) as error:
        losses.get(loss).check(np.array(y), outputs)
    assert str(error.value).split(": ", 1)[1] == sentence


def test_good_targets_pass_the_check():
    """Every loss takes what it is for."""
    one_hot = np.eye(3)[[0, 2, 1]]
    for name in losses.LOSSES:
        if name == "sparse_categorical_crossentropy":
            losses.get(name).check(np.array([0, 2, 1]), (3,))
        else:
            losses.get(name).check(one_hot, (3,))


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (
            "mean_sqared_error",
            "there is no loss 'mean_sqared_error'; did you mean mean_squared_error or "
            "mean_squared_logarithmic_error or mean_absolute_error?",
        ),
        ({"name": "huber", "dleta": 1}, "loss 'huber' has no option 'dleta'; did you mean 'delta'?"),
        (
            {"name": "mse", "reduction": "avg"},
            "MeanSquaredError: reduction is 'avg'; it must be one of sum_over_batch_size, sum, mean_with_sample_weight",
        ),
        (
            {"name": "binary_crossentropy", "label_smoothing": 2},
            "BinaryCrossentropy: label_smoothing is 2; it must be a number at least 0 and at most 1",
        ),
    ],
)
def test_a_wrong_setting_is_one_sentence(spec, sentence):
    """The error says what was given and what would be right."""
    with pytest.raises(SettingError) as error:
        losses.get(spec)
    assert str(error.value) == sentence


@pytest.mark.parametrize("name", ["binary_crossentropy", "binary_focal_crossentropy"])
@pytest.mark.parametrize("t", [0.0, 1.0])
def test_the_slope_of_a_logit_of_zero_is_the_limit_from_both_sides(name, t):
    """A network that starts at zero has logits of exactly 0, the kink of the stable form; of the plain one σ(0) - t."""
    loss = losses.get({"name": name, "from_logits": True})
    slope = jax.jit(jax.grad(lambda z: loss.fn(jnp.full((1, 1), t), z.reshape(1, 1))[0]))
    at, below, above = (float(slope(jnp.float32(z))) for z in (0.0, -1e-4, 1e-4))
    assert at == pytest.approx((below + above) / 2, abs=1e-4)
    if name == "binary_crossentropy":
        assert at == pytest.approx(0.5 - t)
