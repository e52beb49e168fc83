"""A release and a platform -> a shop that is live there; deployers know nothing of the engine."""
