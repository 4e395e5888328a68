"""Services that persons share: crisis lines, a hand-off desk, therapists, primary care, peers."""

from simenv.service.facility import Facility, Surge, Way

__all__ = ["Facility", "Surge", "Way"]
