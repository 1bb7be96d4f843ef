"""Statistics, models and evidence of industrial clusters."""
