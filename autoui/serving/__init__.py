"""The server: HTTP, websockets, files. The only room that knows Litestar and uvicorn."""
