"""Stops everything in order, stage by stage, and faster when asked twice."""

import signal
import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from subprocess import Popen, TimeoutExpired
from types import FrameType

from service.embedded.process import Ending, end_child
from service.up.orphans import end_session
from service.up.say import say
from service.up.supervised import Supervised

# First no new work comes in; then those who do it finish or give back; the servers last.
STAGES = {"web": 0, "clock": 0, "relay": 1, "worker": 2, "slow": 2, "long": 2}
OTHERS, REDIS, POSTGRES = 3, 4, 5
# A batch stops taking rows after 20 s and a job may take 30; whatever else there is has little to finish.
PATIENCE_FOR_WORK = (Ending(signal.SIGTERM, 35), Ending(signal.SIGKILL, 5))
PATIENCE = (Ending(signal.SIGTERM, 12), Ending(signal.SIGKILL, 5))
SECOND_WISH_AFTER = 1.0


class InHurry(Exception):
    """Ctrl-C was pressed again."""


def stop_all(everything: Sequence[Supervised]) -> None:
    hurry_on_second_wish()
    try:
        for stage in in_stages(each for each in everything if each.stage < REDIS):
            stop_together(stage)
    except InHurry:
        say("立即结束。", "Ending at once.")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for stage in in_stages(everything):
        stop_together(stage if stage[0].stage >= REDIS else [killed(each) for each in stage])


def hurry_on_second_wish() -> None:
    """Not within a second: `make` passes on a signal that the whole group has got already."""
    begin = time.monotonic()

    def hear(_number: int, _frame: FrameType | None) -> None:
        if time.monotonic() - begin > SECOND_WISH_AFTER:
            raise InHurry

    signal.signal(signal.SIGINT, hear)


def in_stages(some: Sequence[Supervised] | Iterator[Supervised]) -> Iterator[list[Supervised]]:
    living = [each for each in some if each.child is not None]
    for _, group in groupby(sorted(living, key=lambda each: each.stage), key=lambda each: each.stage):
        yield list(group)


def killed(one: Supervised) -> Supervised:
    one.endings = PATIENCE[-1:]
    return one


def stop_together(stage: Sequence[Supervised]) -> None:
    """The first signal goes to each once only: a second one tells a worker to drop its job."""
    say(f"停止 {names(stage)} …", f"Stopping {names(stage)} …")
    begin = time.monotonic()
    children = [(each, each.child) for each in stage if each.child is not None]
    for each, child in children:
        child.send_signal(each.endings[0].signal)
    for each, child in children:
        await_end(child, each.endings, begin=begin)
        end_session(child.pid)
        each.child = None


def await_end(child: "Popen[bytes]", endings: Sequence[Ending], *, begin: float) -> None:
    try:
        child.wait(max(0.0, begin + endings[0].seconds - time.monotonic()))
    except TimeoutExpired:
        end_child(child, endings[1:])


def names(stage: Sequence[Supervised]) -> str:
    return ", ".join(each.name for each in stage)
