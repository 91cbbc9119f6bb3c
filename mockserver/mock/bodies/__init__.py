"""Content into values: JSON, forms, parts, XML, lines, events, text and octets, read by media type and schema.

Knows the formats and their limits; does not know operations, parameters or status codes: what cannot be read is
raised as `Malformed`. Read `reading` first (which reader for which media type), then the reader that you need;
`codings` undoes Content-Encoding before any of them.
"""
