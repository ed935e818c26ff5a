"""A scenario to begin with, for a user without a table of her own: two networks on Iris."""

STARTER = """\
# A scenario of your own, on a table that is built in. `dlviz schema` prints all keys, for an editor that completes
# them; docs/scenarios.md says what they mean. With your own table: dlviz new mine.toml --csv table.csv --target COLUMN
title = "My first scenario"
question = "Does a wider network learn Iris faster?"
look = \"""
Both runs see the same flowers in the same order. Watch which loss falls first, and whether the validation loss follows.
\"""

[data]
source = "iris"  # four lengths of a flower, three species
standardize = "train"  # each input to mean 0 and deviation 1, measured on the training rows
shuffle = 0  # the seed of the shuffle
validation_split = 0.3  # the last 30 % of the shuffled rows are held out

[[model]]
type = "Dense"  # Keras' names and options
units = 8  # the hidden layer
activation = "relu"

[[model]]
type = "Dense"
name = "output"
units = 3  # one a species
activation = "softmax"

[training]
loss = "categorical_crossentropy"
optimizer = { name = "Adam", learning_rate = 0.01 }
batch = 15
epochs = 60  # at most: early stopping ends it sooner
metrics = ["accuracy"]
early_stopping = { monitor = "val_loss", patience = 20, restore_best_weights = true }
seed = 0  # of the initial weights and of the minibatches

# Each run sets what it does differently; a path such as "model[0].units" leads to any key above.
[[runs]]
name = "narrow"

[[runs]]
name = "wide"
set = { "model[0].units" = 64 }

[[claims]]
text = "The wide network reaches a loss of 0.3 first"
check = "wide.epoch_loss.first_below(0.3) < narrow.epoch_loss.first_below(0.3)"

[display]
panels = ["loss", "metrics", "fit", "data", "network", "lesson"]
"""
"""The text of the file."""
