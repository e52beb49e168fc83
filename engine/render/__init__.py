"""Views and a theme -> bytes of pages."""
