"""content/*.md -> pages of prose."""
