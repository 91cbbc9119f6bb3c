"""How it is served: all that touches the world.

Files, sockets, processes, FastAPI and uvicorn live here; what to answer is decided in `mock`. Read `app` first.
"""
