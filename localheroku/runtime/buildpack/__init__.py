"""The steps of heroku/python: https://github.com/heroku/heroku-buildpack-python"""
