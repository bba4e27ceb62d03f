"""Settings, one module per environment: `dev`, `test` and `heroku` build on `base`."""
