"""What HTTP says: the rules of the RFCs as pure functions over Request, Response and Fields.

Has never heard of OpenAPI, and does no I/O. Read `messages` first, then `methods` (405 and its kin), `media_types` and
`negotiation`, `problems`, `prefer`, `cors`; then `statuses` (what a status needs) with `known_fields`, `challenges`,
`conditional` and `dates`. `fields` is the floor that they stand on.
"""
