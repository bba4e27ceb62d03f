"""The commands, one module each: `declare` its arguments, `run` it. The first line is its help."""
