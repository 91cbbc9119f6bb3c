"""HTTP/1.1 on the wire: octets to a request, a response to octets (RFC 9112).

Knows the message syntax and its bounds; does no I/O and does not know what is asked or answered. It is read here, and
not by a library, because each of the two that uvicorn brings breaks rules that a mock has to keep: one refuses methods
that it does not know before the application is asked and bounds no head, the other refuses an empty line before a
request, sends refusals without Date and takes two lengths for one request; and because answering at once, without a
task for each request, needs a reader that is a plain function. Read `head` first, then `content`, `reader`, `writer`.
"""
