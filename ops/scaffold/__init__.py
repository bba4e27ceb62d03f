"""Other projects made from this one: a copy under another name, or what a Django project lacks."""
