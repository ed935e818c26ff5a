"""The suites that hold us to the oracles, once more in float64, where the tolerances are 1e-9."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TESTS = (
    "test_optimizers.py::test_forty_steps_on_iris_are_those_of_keras",
    "test_optimizers.py::test_variants_without_an_oracle_are_those_of_optax",
    "test_optimizers.py::test_amsgrad_keeps_the_largest_second_moment",
    "test_layers_oracles.py::test_penalties_train_as_in_keras",
    "test_layers_gradients.py",
    "test_layers_shapes.py::test_no_layer_computes_in_another_precision",
    "test_model.py::test_lenet_trains_as_in_keras",
    "test_losses.py::test_extreme_predictions_give_the_values_of_keras",
)


def test_everything_holds_in_float64():
    """One process with JAX_ENABLE_X64=1 runs these tests: steps agree to 1e-9, gradients to finite differences."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *TESTS]
    environment = os.environ | {"JAX_ENABLE_X64": "1", "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "skipped" not in done.stdout
