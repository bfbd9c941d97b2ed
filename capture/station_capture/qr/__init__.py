"""Finding and decoding QR codes in a picture: each module one step, each step a pure function."""
