"""dunning in this house."""

from service.cases.shape import CaseFile

CASE = CaseFile("dunning", "SELECT jsonb_build_object('zone', null) FROM x")
