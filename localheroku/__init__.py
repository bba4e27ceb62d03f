"""A Heroku on this machine: a Platform API that really builds, releases and runs apps."""
