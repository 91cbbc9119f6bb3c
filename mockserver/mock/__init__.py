"""What we answer: a document and a request make an answer.

Pure: no clock, no socket, no file. Read `answer` first, it tells the story of a request in order; then `routing`,
`selection`, `content`.
"""
