"""The mirror as a Django project in miniature: one app, which has the settings too."""
