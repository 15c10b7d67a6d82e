"""Resource patterns 40 and 41: who sees what nobody has yet, and who sees what others have."""

from tests.patterns.conftest import OfficeWith
from tests.patterns.office import refused


def test_wrp_40_configurable_unallocated_visibility(office_with: OfficeWith) -> None:
    """Who sees the pool is the office's own choice: its desk, everybody, or supervisors who hand it out."""
    seen = {"desk": ("clerk2",), "office": ("clerk2", "tech", "supervisor"), "supervisors": ("supervisor",)}
    for pool, expected in seen.items():
        office = office_with(complaint={"visibility": {"pool": pool}})
        ticket = office.complaint()
        found = [who for who in ("clerk2", "tech", "supervisor") if office.queue(who)]
        assert found == list(expected), pool
        refused(office.operate("tech", office.duty(ticket), "claim"), 403)
    item = office.done("supervisor", office.duty(ticket), "dispatch", office.named("clerk2"))
    assert item["holder"] and office.queue("clerk2", "mine") == [ticket["number"]]


def test_wrp_41_configurable_allocated_visibility(office_with: OfficeWith) -> None:
    """Who sees what a colleague has in hand is too: nobody, the same desk, or the whole office."""
    seen = {"own": (), "desk": ("clerk2",), "office": ("clerk2", "finance")}
    for allocated, expected in seen.items():
        office = office_with(complaint={"visibility": {"allocated": allocated}})
        ticket = office.complaint()
        held = office.done("clerk", office.duty(ticket), "claim")
        found = [who for who in ("clerk", "clerk2", "finance") if office.queue(who, "team")]
        assert found == list(expected), allocated
        refused(office.operate("clerk2", held, "release"), 403)
        assert office.queue("clerk", "mine") == [ticket["number"]]
