"""Tests of what the program refuses, and what it makes of what it takes."""
