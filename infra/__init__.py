"""The Pulumi program: what is declared on Heroku. It reads from `__main__.py` on."""
