"""What fills the window: the catalogue, the workbench, its help and its prompt."""
