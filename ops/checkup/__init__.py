"""What `python -m ops doctor` looks at: facts are gathered once, checks are pure functions on them.

finding      what a check says: how bad, what, where, and the command that mends it
table        limits and last days, from platform.toml
tools, backend, token, local, checkout
             this machine: a module for each group, with its facts and its checks
state, app   a stack: what the engine's state and the platform's API say of it
code, log, processes, connections, versions, protection, config_vars
             the checks of a stack, each on those two
surroundings where it looks: the trial, or Heroku; works also where half of it is missing
sections     everything side by side, and what it amounts to
page         how it looks on a terminal
"""
