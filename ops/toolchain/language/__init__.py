"""`pulumi-language-python`, for machines where the official one can't be downloaded.

A gRPC server over the SDK's own runtime: it runs the project's Python program for an engine.
Knows `pulumi` only.
"""
