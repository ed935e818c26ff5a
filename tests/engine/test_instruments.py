"""Each instrument measures what its formula says: against NumPy, SciPy and the dense Hessian."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

from dlviz.engine import (
    SGD,
    Adagrad,
    Adam,
    Dense,
    InOrder,
    Lion,
    Nadam,
    Objective,
    RMSprop,
    Run,
    Sequential,
    SettingError,
    Supervised,
    curvature,
    preconditioner,
)
from dlviz.engine.instruments import (
    INSTRUMENTS,
    NORMS,
    ActivationHistogram,
    ActivationMean,
    ActivationStd,
    DeadUnits,
    DistanceFromStart,
    EffectiveRate,
    Eigenvalues,
    FirstMoment,
    FullLoss,
    GradientCosine,
    GradientMean,
    GradientNoiseScale,
    GradientSNR,
    GradientStd,
    GradNorm,
    HessianTrace,
    LossAlongUpdate,
    PreconditionedSharpness,
    SaturatedUnits,
    SecondMoment,
    Sharpness,
    StabilityBound,
    UpdateCosine,
    UpdateRatio,
    Velocity,
    WeightHistogram,
)

RNG = np.random.default_rng(7)
X = RNG.normal(size=(12, 3))
Y = np.eye(2)[(X[:, 0] + X[:, 1] > 0).astype(int)]


def problem(activation="tanh"):
    model = Sequential([Dense(4, activation=activation), Dense(2, activation="softmax")], input_shape=(3,))
    return Supervised(model, X, Y, "categorical_crossentropy")


def trained(*instruments, optimizer=None, steps=9, size=4, activation="tanh"):
    run = Run(
        problem(activation), optimizer or SGD(learning_rate=0.3), batches=InOrder(size), steps=steps, seed=1,
        instruments=instruments,
    )  # fmt: skip
    run.advance(steps)
    return run


def batch_of(run, step, size=4):
    start = step % (12 // size) * size
    return tuple(array[start : start + size] for array in run.problem.data)


def gradient_of(run, step, size=4):
    state = run.state_at(step)

    def loss(params):
        return run.problem.loss(params, state.layer_state, {}, batch_of(run, step, size), None, True)[0]

    return jax.jit(jax.grad(loss))(state.params)


def flat(tree):
    return np.asarray(ravel_pytree(tree)[0], dtype=float)


def full_loss(run, params):
    return run.problem.loss(params, {}, {}, run.problem.data, None, False)[0]


def dense_hessian(run, step):
    vector, unravel = ravel_pytree(run.state_at(step).params)
    hessian = jax.jit(jax.hessian(lambda v: full_loss(run, unravel(v))))
    return np.asarray(hessian(vector), dtype=float)


def test_gradient_statistics_are_those_of_the_components():
    """Mean and standard deviation per layer are NumPy's, over all components of the layer."""
    run = trained(GradientMean(), GradientStd())
    for step in (0, 4):
        for place, layer in enumerate(run.trace.layers):
            components = flat(gradient_of(run, step)[layer])
            np.testing.assert_allclose(run.trace["gradient_mean"][step, place], components.mean(), atol=1e-6)
            np.testing.assert_allclose(run.trace["gradient_std"][step, place], components.std(), rtol=1e-4)


def test_cosines_compare_with_the_step_before():
    """The cosine is that of two neighbouring gradients; the first row has none; so for updates."""
    run = trained(GradientCosine(), UpdateCosine())
    assert np.isnan(run.trace["gradient_cosine"][0]).all()
    for step in (1, 5):
        for place, layer in enumerate(run.trace.layers):
            one, two = flat(gradient_of(run, step - 1)[layer]), flat(gradient_of(run, step)[layer])
            want = one @ two / np.linalg.norm(one) / np.linalg.norm(two)
            np.testing.assert_allclose(run.trace["gradient_cosine"][step, place], want, atol=1e-5)
    # plain gradient descent moves straight against the gradient, so both cosines agree
    np.testing.assert_allclose(run.trace["update_cosine"], run.trace["gradient_cosine"], atol=1e-5)


def test_distance_ratio_and_loss_along_the_update():
    """‖θ_t - θ_0‖, ‖Δθ‖/‖θ‖ and L(θ + sΔθ) follow from the states themselves."""
    run = trained(DistanceFromStart(), UpdateRatio(), LossAlongUpdate(scales=(0.0, 1.0, 2.0)), FullLoss())
    start, here, after = (run.state_at(step).params for step in (0, 6, 7))
    for place, layer in enumerate(run.trace.layers):
        w0, w, w1 = flat(start[layer]), flat(here[layer]), flat(after[layer])
        np.testing.assert_allclose(run.trace["distance_from_start"][6, place], np.linalg.norm(w - w0), rtol=1e-4)
        ratio = np.linalg.norm(w1 - w) / np.linalg.norm(w)
        np.testing.assert_allclose(run.trace["update_ratio"][6, place], ratio, rtol=1e-4)
    twice = jax.tree.map(lambda one, two: one + 2 * (two - one), here, after)
    want = [float(full_loss(run, params)) for params in (here, after, twice)]
    np.testing.assert_allclose(run.trace["loss_along_update"][6], want, rtol=1e-5)
    np.testing.assert_allclose(run.trace["full_loss"][:9], run.trace["loss_along_update"][:9, 0], rtol=1e-5)
    np.testing.assert_allclose(run.trace["full_loss"][1:], run.trace["loss_along_update"][:9, 1], rtol=1e-5)


@pytest.mark.parametrize("own", [None, 0.3])
@pytest.mark.parametrize("shown", [None, 0.5])
def test_the_full_loss_counts_the_penalties_of_its_reference(own, shown):
    """Whatever penalty a run has, its full loss on a reference's scale is the data loss plus the reference's."""

    def problem(strength):
        penalty = {"name": "L2", "l2": strength} if strength else None
        model = Sequential([Dense(2, activation="softmax", kernel_regularizer=penalty)], input_shape=(3,))
        return Supervised(model, X, Y, "categorical_crossentropy")

    run = Run(problem(own), SGD(0.1), steps=3, instruments=(FullLoss.by(problem(shown)),))
    run.advance(3)
    params = run.state.params
    bare = float(problem(None).loss(params, {}, {}, run.problem.data, None, False)[0])
    squares = float((np.asarray(params["dense"]["kernel"]) ** 2).sum())
    np.testing.assert_allclose(run.trace["full_loss"][3], bare + (shown or 0.0) * squares, rtol=1e-5)


def test_unit_statistics_are_those_of_the_outputs():
    """Mean, spread and saturated share of each layer are NumPy's over the minibatch's outputs."""
    run = trained(ActivationMean(), ActivationStd(), SaturatedUnits(), ActivationHistogram(bins=4))
    assert run.trace.labels("activation_mean") == ("dense", "dense_1")
    outputs = run.problem.outputs(run.state_at(5).params, {}, batch_of(run, 5)[0])
    hidden = np.asarray(outputs["dense"])
    np.testing.assert_allclose(run.trace["activation_mean"][5, 0], hidden.mean(), atol=1e-6)
    np.testing.assert_allclose(run.trace["activation_std"][5, 0], hidden.std(), rtol=1e-5)
    np.testing.assert_allclose(run.trace["saturated_units"][5, 0], (np.abs(hidden) > 0.9).mean(), atol=1e-6)
    assert np.isnan(run.trace["saturated_units"][5, 1])
    counts, _ = np.histogram(hidden, bins=4, range=(-1, 1))
    np.testing.assert_allclose(run.trace["activation_histogram"][5, :4], counts / hidden.size, atol=1e-6)


def test_a_unit_is_dead_when_it_is_zero_for_every_row():
    """Units whose bias silences them count as dead, the others do not."""
    bias = np.array([-100.0, 5.0, -100.0, 5.0])
    run = Run(problem("relu"), SGD(), steps=1, params={"dense": {"bias": bias}}, instruments=(DeadUnits(),))
    assert run.trace["dead_units"][0, 0] == 0.5


def test_a_histogram_holds_every_weight_once():
    """Shares add up to one; what lies beyond the range is in the outermost bins."""
    run = trained(WeightHistogram(low=-0.1, high=0.1, bins=5))
    shares = run.trace["weight_histogram"][3].reshape(2, 5)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-6)
    weights = flat(run.state_at(3).params["dense"])
    counts, _ = np.histogram(np.clip(weights, -0.1, 0.0999), bins=5, range=(-0.1, 0.1))
    np.testing.assert_allclose(shares[0], counts / weights.size, atol=1e-6)


def test_adams_internals_are_the_papers():
    """m̂, √v̂ and the effective rate follow the paper's recursion on the gradients that were there."""
    run = trained(Velocity(), FirstMoment(), SecondMoment(), EffectiveRate(), optimizer=Adam(learning_rate=0.01))
    m = v = 0.0
    for step in range(6):
        g = flat(gradient_of(run, step)["dense"])
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        t = step + 1
        m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
        np.testing.assert_allclose(run.trace["velocity"][step, 0], np.linalg.norm(m), rtol=1e-4)
        np.testing.assert_allclose(run.trace["first_moment"][step, 0], np.linalg.norm(m_hat), rtol=1e-4)
        np.testing.assert_allclose(run.trace["second_moment"][step, 0], np.sqrt(v_hat).mean(), rtol=1e-3)
        # Keras' form adds ε to √v, which is ε / √(1 - β₂ᵗ) on the scale of √v̂
        epsilon = 1e-7 / np.sqrt(1 - 0.999**t)
        want = (0.01 / (np.sqrt(v_hat) + epsilon)).mean()
        np.testing.assert_allclose(run.trace["effective_rate"][step, 0], want, rtol=1e-3)


def test_optimizers_without_a_slot_have_no_internals():
    """Gradient descent has neither velocity nor moments, and its effective rate is η."""
    run = trained(Velocity(), FirstMoment(), SecondMoment(), EffectiveRate(), optimizer=SGD(learning_rate=0.25))
    for column in ("velocity", "first_moment", "second_moment"):
        assert np.isnan(run.trace[column]).all()
    np.testing.assert_allclose(run.trace["effective_rate"], 0.25, rtol=1e-6)


@pytest.mark.parametrize(
    "optimizer",
    [
        *(Adam(0.01, beta_2=0.9, epsilon=0.01, form=form) for form in ("keras", "paper", "uncorrected", "printed")),
        Adagrad(0.1),
        RMSprop(0.01),
        RMSprop(0.01, centered=True),
    ],
)
def test_an_update_is_the_rate_times_the_gradient_over_the_divisor(optimizer):
    """With averaging off, Δθ = -η g / D to the last slot: D is what the optimizer divides by."""
    if isinstance(optimizer, Adam):
        optimizer = replace(optimizer, beta_1=0.0)
    run = trained(optimizer=optimizer)
    step = 5
    before, after = run.state_at(step), run.state_at(step + 1)
    hyper = {**optimizer.hyper(), "learning_rate": optimizer.learning_rate}
    d = flat(preconditioner.divisors(optimizer, after.optimizer, before.params, hyper, step + 1.0))
    g = flat(gradient_of(run, step))
    np.testing.assert_allclose(flat(after.params) - flat(before.params), -hyper["learning_rate"] * g / d, atol=2e-6)


def test_noise_scale_and_signal_to_noise_come_from_the_rows_gradients():
    """tr Σ / ‖G‖² and ‖ḡ‖/√tr Σ are those of the gradients of single rows."""
    run = trained(GradientNoiseScale(), GradientSNR(), size=12, steps=3)
    state = run.state_at(2)

    def row_gradient(i):
        row = tuple(array[i : i + 1] for array in run.problem.data)
        return jax.grad(lambda params: run.problem.loss(params, {}, {}, row, None, True)[0])(state.params)

    each = np.array([flat(row_gradient(i)) for i in range(12)])
    noise = each.var(axis=0, ddof=1).sum()
    signal = (each.mean(axis=0) ** 2).sum() - noise / 12
    np.testing.assert_allclose(run.trace["gradient_noise_scale"][2], noise / signal, rtol=1e-3)
    first = np.array([flat(row_gradient(i)["dense"]) for i in range(12)])
    snr = np.linalg.norm(first.mean(axis=0)) / np.sqrt(first.var(axis=0, ddof=1).sum())
    np.testing.assert_allclose(run.trace["gradient_snr"][2, 0], snr, rtol=1e-3)


def test_curvature_is_that_of_the_dense_hessian():
    """λmax, the top eigenvalues and the trace agree with the Hessian written out."""
    run = trained(
        Sharpness(every=1, iterations=30),
        Eigenvalues(every=1, iterations=30, k=4),
        HessianTrace(every=1, samples=2000),
        steps=4,
    )
    for step in (0, 3):
        values = np.sort(np.linalg.eigvalsh(dense_hessian(run, step)))[::-1]
        np.testing.assert_allclose(run.trace["sharpness"][step], values[0], rtol=1e-3)
        np.testing.assert_allclose(run.trace["eigenvalues"][step], values[:4], rtol=5e-3, atol=1e-3)
        np.testing.assert_allclose(run.trace["hessian_trace"][step], values.sum(), rtol=0.1)


def test_preconditioned_sharpness_is_that_of_the_scaled_hessian():
    """For RMSprop, λmax of D^-½ H D^-½ written out."""
    optimizer = RMSprop(0.01)
    run = trained(PreconditionedSharpness(every=1, iterations=30), optimizer=optimizer, steps=4)
    after = run.state_at(4)
    hyper = {**optimizer.hyper(), "learning_rate": 0.01}
    d = flat(preconditioner.divisors(optimizer, after.optimizer, after.params, hyper, 4.0))
    scaled = dense_hessian(run, 3) / np.sqrt(np.outer(d, d))
    np.testing.assert_allclose(run.trace["preconditioned_sharpness"][3], np.linalg.eigvalsh(scaled)[-1], rtol=2e-3)


@pytest.mark.parametrize(
    ("optimizer", "stable", "unstable"),
    [
        (SGD(0.1), 1.98, 2.02),
        (SGD(0.1, momentum=0.5), 2.97, 3.03),
        (SGD(0.1, momentum=0.5, nesterov=True), 1.485, 1.515),
    ],
)
def test_the_stability_bound_parts_descents_from_ascents(optimizer, stable, unstable):
    """On a parabola of curvature just below bound the optimizer converges, just above it diverges."""
    model = Sequential([Dense(1, use_bias=False)], input_shape=(1,))
    for curvature_times_rate, grows in ((stable, False), (unstable, True)):
        x = np.sqrt(curvature_times_rate / 0.1 / 2)
        parabola = Supervised(model, [[x]], [0.0], {"name": "mean_squared_error", "reduction": "sum"})
        run = Run(
            parabola, optimizer, steps=1500, params={"dense": {"kernel": 1.0}},
            instruments=(StabilityBound(), Sharpness(every=1, iterations=1)),
        )  # fmt: skip
        run.advance(1500)
        assert (run.trace["sharpness"][0] > run.trace["stability_bound"][0]) == grows
        assert (run.trace["loss"][-1] > run.trace["loss"][0]) == grows or run.status.startswith("diverged")


def test_adaptive_bounds_are_those_of_the_paper():
    """38/η for Adam at β₁ = 0.9, 2/η for RMSprop and Adagrad, none for Lion."""
    bound = preconditioner.stability_bound
    for optimizer, times_rate in ((Adam(), 38.0), (RMSprop(), 2.0), (Adagrad(), 2.0), (Nadam(), 38 / 2.8)):
        got = bound(optimizer, {**optimizer.hyper(), "learning_rate": 0.01})
        np.testing.assert_allclose(got, times_rate / 0.01, rtol=1e-5)
    assert np.isnan(bound(Lion(), {**Lion().hyper(), "learning_rate": 0.01}))


def test_lanczos_finds_the_spectrum_of_a_symmetric_matrix():
    """With as many iterations as dimensions the eigenvalues are all there, in order."""
    a = np.linalg.qr(np.random.default_rng(0).normal(size=(6, 6)))[0]
    values = np.array([9.0, 5.0, 2.0, 0.5, -1.0, -7.0])
    matrix = jnp.asarray(a @ np.diag(values) @ a.T)
    found = curvature.lanczos(lambda v: matrix @ v, jnp.ones(6), 6, 6)
    np.testing.assert_allclose(found.eigenvalues, values, atol=1e-4)
    np.testing.assert_allclose(np.abs(found.leading @ a[:, 0]), 1.0, atol=1e-4)


def test_a_stride_leaves_the_rows_between_empty_and_the_others_as_they_are():
    """Measuring every third row gives the same numbers in those rows and NaN elsewhere."""
    every, sparse = trained(GradNorm()), trained(GradNorm(every=3))
    np.testing.assert_array_equal(sparse.trace["grad_norm"][::3], every.trace["grad_norm"][::3])
    assert np.isnan(np.delete(sparse.trace["grad_norm"], np.s_[::3], axis=0)).all()


def test_every_instrument_leaves_the_training_alone():
    """With all instruments on, the weights are those of a run without any, bit for bit."""
    skipped = {"position"}
    everything = tuple(kind() for column, kind in INSTRUMENTS.items() if column not in skipped)
    full, bare = trained(*everything, steps=11), trained(steps=11)
    np.testing.assert_array_equal(flat(full.state.params), flat(bare.state.params))
    assert set(full.trace.names) >= set(INSTRUMENTS) - skipped


def test_instruments_that_remember_survive_chunks_and_time_travel():
    """Cosines and the warm-started sharpness are the same however the run is cut, and in a fork."""
    remembering = (GradientCosine(), UpdateCosine(), Sharpness(every=2), DistanceFromStart(), *NORMS)
    whole, cut = trained(*remembering, steps=20), trained(*remembering, steps=20)
    pieces = Run(problem(), SGD(learning_rate=0.3), batches=InOrder(4), steps=20, seed=1, instruments=remembering)
    for length in (1, 6, 13):
        pieces.advance(length)
    fork = cut.fork(at=7)
    fork.advance(13)
    for name, column in whole.trace.columns.items():
        np.testing.assert_array_equal(column, pieces.trace[name], err_msg=name)
        np.testing.assert_array_equal(column, fork.trace[name], err_msg=name)


def test_instruments_that_do_not_fit_the_problem_say_so():
    """A function of two numbers has neither units nor rows; a stride below one is none."""
    bowl = Objective("quadratic")
    with pytest.raises(SettingError, match="dead_units looks at units, and this problem has no layer"):
        Run(bowl, SGD(), steps=1, instruments=(DeadUnits(),))
    with pytest.raises(SettingError, match="gradient_snr compares the gradients of rows, and this problem has no rows"):
        Run(bowl, SGD(), steps=1, instruments=(GradientSNR(),))
    with pytest.raises(SettingError, match="sharpness: every is 0; it must be at least 1"):
        Sharpness(every=0)
