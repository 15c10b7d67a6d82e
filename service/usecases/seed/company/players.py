"""Who acts in the lives of an office's tickets, as the door's read would bring them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.fiction.places import Office
from service.fiction.staff import Worker

Json = dict[str, Any]
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Cast:
    """`policies` are ids by workflow; `workers` by account name and id; `staff` persons by desk."""

    office: Office
    policies: Mapping[str, str]
    workers: Mapping[str, Worker]
    staff: Mapping[str, Sequence[str]]

    @property
    def place(self) -> Json:
        code = {name: getattr(self.office, name) for name in ("id", "code", "name")}
        return {"office": code, "zone": ZONE, "number_sequence": "", "skills": [], "stands": []}

    def acting(self, who: str) -> Json:
        """Nobody is the system."""
        worker = self.workers.get(who)
        if worker is None:
            return {"me": None, "desks": []}
        return {"me": {**view(worker), "on_duty": True}, "desks": [worker.desk]}

    def named(self, who: object) -> Json:
        """Somebody whom a form or the house names as the next to do it."""
        worker = self.workers.get(str(who))
        if worker is None:
            return {"users": None}
        free = {"on_duty": True, "load": 0, "skills": [], "stands_for": None}
        return {"users": [{**view(worker), "desks": [worker.desk], **free}]}

    @property
    def asked(self) -> Json:
        """Who could be asked for an approval."""
        return {"staff": {"desks": self.staff}}


def view(worker: Worker) -> Json:
    return {
        "id": worker.account,
        "username": worker.username,
        "name": worker.name,
        "person": worker.person,
    }


def cast_of(office: Office, policies: Mapping[str, str], workers: Iterable[Worker]) -> Cast:
    by_name = {worker.username: worker for worker in workers}
    staff: dict[str, list[str]] = {}
    for worker in by_name.values():
        staff.setdefault(worker.desk, []).append(worker.person)
    by_account = {worker.account: worker for worker in by_name.values()}
    return Cast(office, policies, {**by_name, **by_account}, staff)
