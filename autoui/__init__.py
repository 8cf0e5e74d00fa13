"""Point at any Python function and get a web app, an HTTP API and a client of it."""

__version__ = "0.1.0"
