"""A Heroku on this machine: the Platform API on loopback that really builds, releases and runs apps."""
