"""Training without a window: progress, then a chart, a table and the claims, or lines for programs."""
