"""The commands that people and CI run: `python -m ops VERB`, one module per verb."""
