"""The receiving centre: takes packets over tus, opens and verifies them, answers with receipts.

Nothing is imported here: the commands that serve nothing start without a web server.
"""
