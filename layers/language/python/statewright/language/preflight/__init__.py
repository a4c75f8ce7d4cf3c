"""What a workflow will take and cost, told before it is published."""

from statewright.language.preflight.checking import preflight
from statewright.language.preflight.model import Preflight
from statewright.language.preflight.prices import Prices, published

__all__ = ["Preflight", "Prices", "preflight", "published"]
