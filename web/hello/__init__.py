"""The app: a page, a page of greetings from the database, and a health endpoint."""
