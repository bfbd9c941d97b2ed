"""The screens of the station, and its only Qt code."""
