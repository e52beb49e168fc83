"""content/*.md -> pages of prose, and the blanks that their author has left."""
