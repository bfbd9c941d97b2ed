"""The EF01 family: ZFM-20/60/70, R30x, AS608, R503 and their many relatives."""
