"""repair in this house."""

from service.cases.shape import CaseFile

CASE = CaseFile("repair", "SELECT jsonb_build_object('zone', null) FROM x")
