"""HTTP/1.1 on the wire: octets to a request, a response to octets (RFC 9112).

Knows the message syntax and its bounds; does no I/O and does not know what is asked or answered. It is read here, and
not by a library, because the two that uvicorn brings break rules that a mock has to keep (README of the rulebook's
traps: unknown methods, empty lines, refusals without Date, two lengths and no close), and because a reader of pure
functions is what the fast path needs. Read `head` first, then `content`, `reader`, `writer`.
"""
