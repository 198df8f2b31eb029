"""Pages, one module a group."""
