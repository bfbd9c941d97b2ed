"""The families of fingerprint modules, one file each."""
