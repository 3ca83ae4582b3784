"""What was measured of one budget."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """A measured value, its limit, and whether it is kept."""
    name: str
    measured: float
    limit: float
    kept: bool

    @classmethod
    def at_most(cls, name, measured, limit):
        return cls(name, measured, limit, measured <= limit)

    @classmethod
    def at_least(cls, name, measured, limit):
        return cls(name, measured, limit, measured >= limit)

    def __str__(self):
        return f"budget {self.name} {self.measured:.3f} {self.limit:.2f} {'ok' if self.kept else 'short'}"
