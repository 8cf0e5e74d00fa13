"""The server: HTTP, websockets, files. The only room that knows Litestar and uvicorn.

Begin with ``run``, from settings to a server that listens. ``app`` has the routes, ``socket`` is
one page's connection, ``api`` the same over HTTP, and ``service`` what all of them share.
"""
