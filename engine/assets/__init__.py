"""Picture and static sources -> files named by what went in."""
