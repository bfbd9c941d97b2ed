"""Invented people for samples; the longest one shows what is cut."""

import tomllib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def people() -> dict[str, dict[str, str]]:
    """Form values by person: ``usual`` and ``longest``."""
    data = (files("station_ui") / "gallery" / "people.toml").read_text(encoding="utf-8")
    return tomllib.loads(data)
