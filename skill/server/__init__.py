"""The web server, waitress, made as strict and as patient as this door needs.

Waitress alone reads chunked bodies, answers some garbage with 501 or not at all, explains its refusals, keeps a
connection for as long as a byte trickles in, cuts off whoever still sends when it refuses, and drops what waits in its
queue when it is told to end. It reads requests whole before any is answered, so slow clients cost memory only; here
also that is bounded. And it hands each request to another thread, where here the one that read it answers it (`crew`).
"""

from skill.server.connection import HEADERS, Patience
from skill.server.parser import LARGEST_HEAD
from skill.server.serving import Server

__all__ = ["HEADERS", "LARGEST_HEAD", "Patience", "Server"]
