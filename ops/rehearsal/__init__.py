"""A change tried out on a Heroku of its own, which is made for it and removed after it.

checkout    the tree of one commit after another, in a temporary folder
visitors    requests to a site all the while
rehearsal   base deployed, head deployed on top of it, what was seen
"""
