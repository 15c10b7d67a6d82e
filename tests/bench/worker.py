"""The real worker, which also knows an effect that does nothing: what is left is what the machinery costs."""

import sys
from typing import Any

from service.usecases.effects import registry
from service.usecases.effects.shape import Done, Effect, Outcome, Partners
from workers.worker import main

KIND = "bench_nothing"


def nothing(effect: Effect, partners: Partners) -> Outcome:
    return Done("sent")


if __name__ == "__main__":
    effects: Any = registry.EFFECTS
    effects[KIND] = nothing
    sys.exit(main(["--queue", "short"]))
