"""The Teams app package: its manifest, its words, and its icons, which are drawn here."""
