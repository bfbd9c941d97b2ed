"""English, as the compiled translation of the Vietnamese source strings."""
