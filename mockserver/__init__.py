"""mockserver: an OpenAPI document becomes a backend that a frontend cannot tell from the real one."""
