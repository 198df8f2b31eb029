"""What a message wants, and why nothing may be written although it speaks of money."""

from dataclasses import dataclass


@dataclass(slots=True)
class Verdict:
    intent: str
    blocked: str = ""
    confidence: float = 1.0
