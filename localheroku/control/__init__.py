"""The rules of the platform: what may happen to an app, and what follows from it."""
