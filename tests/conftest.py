"""What every test may use. The cast of people and the factories stand beside the rooms they belong to."""

import os

from hypothesis import HealthCheck, settings

# Deterministic and bounded, so that a red run on one machine is red on every machine.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=60,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", parent=settings.get_profile("ci"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
