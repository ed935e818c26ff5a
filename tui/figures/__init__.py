"""The numbers behind a picture, as papers want them: a table, or the source of a figure for pgfplots."""
