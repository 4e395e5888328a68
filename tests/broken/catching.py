"""How a law is run: on the real part with shrinking, on a broken part only until it is caught."""

from hypothesis import HealthCheck, Phase, settings

#: The same examples in every run, so that a failure on one machine is a failure on all.
LAW = settings(
    max_examples=50,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
#: A broken part need not be explained, only caught.
CATCH = settings(LAW, phases=[Phase.generate], report_multiple_bugs=False)
