"""Runs on the server's side: their queue, their events, the workers that do them.

Begin with ``local``, the engine. ``books`` has the runs, ``checking`` has their inputs checked,
``lines`` has those that wait, ``lanes`` those in the workers, and ``fleet`` the workers.
"""
