"""What happens in a build -> events, log lines and metrics."""
