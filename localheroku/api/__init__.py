"""The Platform API's wire: one module per Heroku noun, handlers named index, show, create, update, delete."""
