"""Template filters for figures, loaded by settings as `figures`."""
