"""The parts of the router: https://devcenter.heroku.com/articles/http-routing"""
