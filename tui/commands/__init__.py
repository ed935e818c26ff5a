"""The commands of `dlviz`, one a file; the docstring of each is its help."""
