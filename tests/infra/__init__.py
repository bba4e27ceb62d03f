"""Tests of the Pulumi program, run to its end against a recorder."""
