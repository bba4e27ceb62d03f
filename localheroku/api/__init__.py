"""The Platform API's wire: a module per noun, handlers index, show, create, update, delete."""
