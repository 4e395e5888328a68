"""What passes between persons and the services that they share."""

from simenv.calls import Calls, Received

__all__ = ["Calls", "Received"]
