"""The chat room: our own Bot Framework host, its dialogs and its cards.

botbuilder is imported in this package alone, so that leaving it costs one folder.
"""
