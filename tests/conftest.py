"""What all tests share: how hypothesis runs."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No deadline: how long an example takes says more about the machine's other work than about ours.
settings.register_profile("mockserver", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("mockserver")
