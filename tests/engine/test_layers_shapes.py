import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dlviz.engine import layers
from dlviz.engine.errors import SettingError

KEY = jax.random.key(0)
FEW = settings(max_examples=6, deadline=None, derandomize=True)
small = st.integers(1, 4)


def run(layer, x, **more):
    params, state, shape = layer.init(KEY, x.shape[1:])
    options = {"hyper": layer.hyper(), "key": KEY, "training": False} | more
    y, _ = jax.jit(lambda x: layer.apply(params, state, x, **options))(x)
    assert y.shape == (x.shape[0], *shape)
    return params, y


@FEW
@given(st.integers(1, 9), small, small, small, small, st.sampled_from(["valid", "same", "causal"]), st.integers(1, 3))
def test_a_convolution_is_xlas_own(steps, channels, filters, size, stride, padding, dilation):
    """Any size, stride, dilation and padding: the same numbers as lax.conv."""
    assume(stride == 1 or dilation == 1)
    extent = (size - 1) * dilation + 1
    assume(padding != "valid" or steps >= extent)
    layer = layers.Conv1D(filters, size, strides=stride, padding=padding, dilation_rate=dilation)
    x = jax.random.normal(KEY, (2, steps, channels))
    params, y = run(layer, x)
    around = [(extent - 1, 0)] if padding == "causal" else padding.upper()
    options = {"rhs_dilation": (dilation,), "dimension_numbers": ("NWC", "WIO", "NWC")}
    theirs = jax.lax.conv_general_dilated(x, params["kernel"], (stride,), around, **options)
    np.testing.assert_allclose(y, theirs, atol=2e-5)


def test_the_way_of_other_backends_gives_the_same_numbers(monkeypatch):
    """Where the backend is no CPU a convolution is XLA's own: the same outputs, strides and dilation in place."""
    x = jax.random.normal(KEY, (2, 9, 8, 3))
    for layer in (layers.Conv2D(4, (3, 2), strides=(2, 1), padding="same"), layers.Conv2D(4, 3, dilation_rate=2)):
        ours = run(layer, x)[1]
        monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
        np.testing.assert_allclose(run(layer, x)[1], ours, atol=1e-5)
        monkeypatch.undo()


@FEW
@given(st.integers(1, 7), st.integers(1, 7), small, small, st.none() | small, st.sampled_from(["valid", "same"]))
def test_max_pooling_is_xlas_own(height, width, rows, columns, stride, padding):
    """Values and gradients (the first of equal cells gets it all) are those of reduce_window."""
    assume(padding == "same" or (height >= rows and width >= columns))
    layer = layers.MaxPooling2D((rows, columns), stride, padding)
    x = jnp.round(2 * jax.random.normal(KEY, (2, height, width, 2)))  # with many equal cells

    def theirs(x):
        sizes = ((1, rows, columns, 1), (1, *layer.strides, 1))
        return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, *sizes, padding.upper())

    @jax.jit
    def both(x):
        (ours, pull), (xlas, push) = jax.vjp(layer.pool, x), jax.vjp(theirs, x)
        dy = jnp.cos(jnp.arange(ours.size, dtype=x.dtype)).reshape(ours.shape)
        return ours, xlas, pull(dy)[0], push(dy)[0]

    ours, xlas, gradient, xlas_gradient = both(x)
    np.testing.assert_array_equal(ours, xlas)
    np.testing.assert_allclose(gradient, xlas_gradient, atol=1e-6)


@pytest.mark.parametrize("size", [(2, 2), (3, 2)])
def test_pooling_side_by_side_is_pooling_anywhere(size):
    """Windows of their own stride, which are a reshape, give what sliding windows give at these places."""
    x = jax.random.normal(KEY, (2, 7, 6, 3))
    for kind in (layers.MaxPooling2D, layers.AveragePooling2D):
        beside, sliding = run(kind(size), x)[1], run(kind(size, strides=1), x)[1]
        np.testing.assert_allclose(beside, sliding[:, :: size[0], :: size[1]], atol=1e-6)


def test_a_convolution_is_scipys():
    """An image with one channel and one filter: scipy's correlate2d."""
    from scipy.signal import correlate2d  # half a second that other processes do without

    x = jax.random.normal(KEY, (1, 8, 7, 1))
    params, y = run(layers.Conv2D(1, 3), x)
    theirs = correlate2d(x[0, :, :, 0], params["kernel"][:, :, 0, 0], mode="valid")
    np.testing.assert_allclose(y[0, :, :, 0], theirs, atol=1e-5)


@FEW
@given(st.integers(0, 5))
def test_a_convolution_moves_with_its_input(shift):
    """An image shifted inside zeros gives shifted maps."""
    layer = layers.Conv2D(3, 3, padding="same", activation="tanh")
    image = jax.random.normal(KEY, (1, 4, 4, 2))
    here, there = (jnp.zeros((1, 16, 16, 2)).at[:, 3 + s : 7 + s, 3:7].set(image) for s in (0, shift))
    y, moved = run(layer, here)[1], run(layer, there)[1]
    np.testing.assert_allclose(jnp.roll(y, shift, axis=1)[:, 7:12], moved[:, 7:12], atol=1e-6)


def test_a_causal_convolution_sees_no_later_input():
    """Changing step 5 changes no output before it."""
    layer = layers.Conv1D(2, 3, padding="causal", dilation_rate=2)
    x = jax.random.normal(KEY, (1, 9, 1))
    change = run(layer, x.at[0, 5].add(1.0))[1] - run(layer, x)[1]
    assert (change[0, :5] == 0).all()
    assert (change[0, 5] != 0).any()


@pytest.mark.parametrize(
    "layer",
    [
        layers.Dense(3),
        layers.Conv1D(3, 2),
        layers.LayerNormalization(),
        layers.Residual([layers.Dense(2, activation="relu")]),
        layers.GlobalAveragePooling1D(),
        layers.BatchNormalization(),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_rows_in_another_order_give_outputs_in_that_order(layer):
    """A permuted batch gives a permuted answer; in training too, where statistics are the batch's."""
    x, order = jax.random.normal(KEY, (6, 5, 2)), jnp.array([3, 1, 5, 0, 2, 4])
    for training in (False, True):
        y = run(layer, x, training=training)[1]
        np.testing.assert_allclose(run(layer, x[order], training=training)[1], y[order], atol=1e-6)


def test_normalised_batches_have_mean_zero_and_variance_one():
    """In training, per channel; and the moving statistics go there."""
    layer = layers.BatchNormalization(momentum=0.5, epsilon=0.0)
    x = 3 + 2 * jax.random.normal(KEY, (50, 4, 2))
    params, state, _ = layer.init(KEY, (4, 2))
    y, after = layer.apply(params, state, x, hyper=layer.hyper(), key=None, training=True)
    np.testing.assert_allclose(y.mean((0, 1)), 0, atol=1e-5)
    np.testing.assert_allclose(y.var((0, 1)), 1, rtol=1e-4)
    np.testing.assert_allclose(after["moving_mean"], x.mean((0, 1)) / 2, rtol=1e-5)
    np.testing.assert_allclose(after["moving_variance"], (1 + x.var((0, 1))) / 2, rtol=1e-5)


def test_a_single_row_is_normalised_to_its_shift():
    """Batch of one, zero variance: the answer is beta, not NaN."""
    layer = layers.BatchNormalization()
    y = run(layer, jnp.array([[5.0, -3.0]]), training=True)[1]
    np.testing.assert_array_equal(y, jnp.zeros((1, 2)))


def test_branches_are_joined_along_channels():
    """Parallel is the concatenation of what its branches give alone."""
    x = jax.random.normal(KEY, (2, 6, 3))
    block = layers.Parallel([[layers.MaxPooling1D(3, 1, "same")], [layers.AveragePooling1D(3, 1, "same")]])
    y = run(block, x)[1]
    np.testing.assert_array_equal(y[..., :3], run(layers.MaxPooling1D(3, 1, "same"), x)[1])
    np.testing.assert_array_equal(y[..., 3:], run(layers.AveragePooling1D(3, 1, "same"), x)[1])


def test_noise_has_its_standard_deviation_and_only_in_training():
    """20,000 draws within five sigma; prediction is the identity."""
    layer, x = layers.GaussianNoise(0.5), jnp.ones((1, 20_000))
    y = run(layer, x, training=True)[1]
    assert abs(float(jnp.std(y - x)) / 0.5 - 1) < 5 / np.sqrt(2 * 20_000)
    assert (run(layer, x)[1] == x).all()
    with pytest.raises(SettingError, match="GaussianNoise: the layer draws random numbers; training needs a key"):
        run(layer, x, training=True, key=None)


def test_no_layer_computes_in_another_precision():
    """Outputs and weights have the dtype that JAX gives new arrays."""
    usual = jnp.zeros(()).dtype
    for make in (
        layers.Dense(2),
        layers.Conv1D(2, 2),
        layers.BatchNormalization(),
        layers.Dropout(0.5),
        layers.AveragePooling1D(2, padding="same"),
    ):
        params, y = run(make, jnp.ones((2, 4, 3)), training=True)
        assert {leaf.dtype for leaf in [*jax.tree.leaves(params), y]} == {usual}


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: layers.MaxPooling2D(0), "MaxPooling2D: pool_size is 0; it must be a whole number, at least 1 or 2"),
        (lambda: layers.Reshape((-1, -1)), "it must hold whole numbers above 0, and at most one -1"),
        (lambda: layers.ZeroPadding2D((1, 2, 3)), r"padding is \(1, 2, 3\); it must be a whole number or \(rows"),
        (lambda: layers.PReLU(shared_axes=(0,)), r"shared_axes is \(0,\); axes are counted from 1"),
        (lambda: layers.BatchNormalization(epsilon=-1), "epsilon is -1; it must be a number at least 0"),
        (lambda: layers.Parallel([]), r"Parallel: branches is \[\]; it must be one or more lists of layers"),
        (
            lambda: layers.Dense(1, kernel_regularizer={"l3": 1.0}),
            "Dense: regularizer L1L2 has no option 'l3'; did you mean 'l2'",
        ),
        (
            lambda: layers.Dense(1, kernel_regularizer={"l2": -1.0}),
            "Dense: regularizer: l2 is -1.0; it must be a number at least 0",
        ),
    ],
)
def test_a_wrong_setting_is_one_sentence(make, sentence):
    """The error says what was given and what would be right."""
    with pytest.raises(SettingError, match=sentence):
        make()
