"""The live channel: a number that changes, told to every screen; pages then fetch themselves.

Nothing here reads a session. Whatever breaks it, plain pages go on working.
"""
