"""Runs on the server's side: their queue, their events, the workers that do them."""
