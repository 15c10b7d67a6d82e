"""All flows, workflow by workflow."""

from tests.flows import complaint, dunning, moving, refund, rename, repair, visit

FLOWS = (
    *refund.FLOWS,
    *complaint.FLOWS,
    *repair.FLOWS,
    *dunning.FLOWS,
    *visit.FLOWS,
    *rename.FLOWS,
    *moving.FLOWS,
)
