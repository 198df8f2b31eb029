"""One module a format. Each takes text and gives a `Statement`; a bad row is told with its line, and the others stand."""
