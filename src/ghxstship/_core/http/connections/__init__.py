"""HTTP/1.1 connections of our own: a pool whose requests cost the same however many are in flight.

What is decided is decided without I/O (`wire`, `pool`, `route`); `threads` and `tasks` are the two
loops around it, over the streams of a socket, of asyncio or of trio.
"""
