"""Everything that crosses a process or network boundary, and how it is written.

``values``
    What a component makes of an input or a result. A value is packed to JSON once, where it is
    made, and travels as that text: the server never parses what a function takes or returns.
``message``
    What all messages share. They are tagged structs; each conversation has a module of its own.
``page_server``
    Between a page and the server: JSON on the websocket.
``server_worker``
    Between the server and a worker: msgpack on the link.
``server_nursery``
    Between the server and the nursery: one msgpack message a packet.
``shared_memory``
    What server and worker tell each other even when neither can read the link.
"""
