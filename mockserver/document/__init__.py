"""What the API says: text in, values out.

Knows OpenAPI 2.0 to 3.2, YAML, JSON and JSON Schema; does not know HTTP, files or sockets (retrieval is passed in).
Read `model` (the nouns) first, then `parse`, `references`, `versions`, `build`, `schema`, `validation`.
"""
