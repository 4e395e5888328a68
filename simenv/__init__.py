"""simenv: a flight simulator for refusal policies."""
