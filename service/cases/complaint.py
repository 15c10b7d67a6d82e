"""complaint in this house."""

from service.cases.shape import CaseFile

CASE = CaseFile("complaint", "SELECT jsonb_build_object('zone', null) FROM x")
