"""`kill -9` of anything, at any time, while refunds are paid: all end, and each is paid once."""

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.faults.caller import Caller
from tests.faults.proof import all_is_well
from tests.faults.refunds import PEOPLE, Run, Strike, drive
from tests.faults.site import HASTE, MARKS, Site, running_site

pytestmark = pytest.mark.xdist_group("faults")


def one_after_the_other(site: Site, chance: random.Random) -> list[Strike]:
    names = list(MARKS)
    chance.shuffle(names)
    return [Strike(name, partial(site.kill, name)) for name in names]


def everything(site: Site) -> list[Strike]:
    return [Strike("flush", site.flush), Strike("all", site.kill_all)]


def begin(site: Site) -> Run:
    caller = Caller(site.base)
    caller.log_in(*PEOPLE)
    return Run(caller)


def test_forty_refunds_are_paid_once_each_whoever_is_killed(tmp_path: Path) -> None:
    """Each process in turn, the memory of Redis, and all at once."""
    chance = random.Random()
    with running_site(tmp_path, **HASTE) as site:
        run = begin(site)
        strikes = [*one_after_the_other(site, chance), *everything(site)]
        all_is_well(site, run, drive(run, deposits=20, strikes=strikes, chance=chance))
        assert len(run.tickets) == 40


@pytest.mark.stress
def test_the_next_start_finds_every_refund_after_up_itself_was_killed(tmp_path: Path) -> None:
    with running_site(tmp_path, **HASTE) as site:
        run = begin(site)
        strikes = [Strike("up", site.kill_up), Strike("all", site.kill_all), Strike("up", site.kill_up)]
        all_is_well(site, run, drive(run, deposits=12, strikes=strikes, chance=random.Random()))


@pytest.fixture
def usual(tmp_path: Path) -> Iterator[Site]:
    """With the leases of every day."""
    with running_site(tmp_path, GUANJIA_WEB_WORKERS="2") as site:
        yield site


@pytest.mark.stress
def test_five_hundred_refunds_are_paid_once_each_whoever_is_killed(usual: Site) -> None:
    chance = random.Random()
    run = begin(usual)
    strikes: list[Strike] = []
    for _ in range(4):
        strikes += [*one_after_the_other(usual, chance), *everything(usual)]
    all_is_well(usual, run, drive(run, deposits=250, strikes=strikes, chance=chance))
    assert len(run.tickets) == 500
