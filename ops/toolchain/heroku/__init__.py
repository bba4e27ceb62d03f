"""`pulumi-resource-heroku`, for machines where the official one can't be downloaded.

The resources of the heroku provider 1.0.4 that this project can use, with the same tokens, inputs,
outputs, calls and waits, against a Platform API on this machine: it refuses any other address.

    server → catalogue → one module per family of resources → resource, waiting → api → settings

It shows no logs, as the official one doesn't: a program that wants to shows them with hooks, and
then it does so on Heroku too.

Knows Heroku's Platform API and Pulumi's provider protocol, nothing of this project.
"""
