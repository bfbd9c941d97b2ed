"""The steps of a visit, one page each."""
