"""From a raw file to front matter, Markdown body and ledger; run by hand, never by a build.

``ingest.py`` reads one file, ``receive.py`` many into an archive, ``ledger.py`` replays and verifies; a build imports only that.
"""
