"""The commands of cccd-centre, one module for each group.

Each has ``add(commands, shared)``, which adds its parsers. A parser's defaults carry ``run``, which
gets the parsed options and returns the answer, and ``plain``, which makes lines of an answer.
"""
