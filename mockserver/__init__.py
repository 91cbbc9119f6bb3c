"""mockserver: an OpenAPI document becomes a backend that a frontend cannot tell from the real one."""

__version__ = "0.1.0"
