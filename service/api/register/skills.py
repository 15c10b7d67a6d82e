"""Skills and certificates: what somebody may be sent to, and until when."""

from flask import Response

from schemas.register_requests import UserSkills
from service.api.answers import answer
from service.api.area import Area
from service.api.asked import loaded, parsed_body
from service.api.guard import current_caller
from service.api.shapes import TEXT, array, strict
from service.api.work import unit_of_work
from service.queries.register.accounts import account_named
from service.usecases.register.put_skills import SKILL_DESKS, put_skills, skills_of

area = Area("skills", "Skills and certificates of accounts")
SKILL_ROW = strict(skill=TEXT, expires_on={"type": ["string", "null"], "format": "date"})
SKILLS_ROW = strict(skills=array(SKILL_ROW))


@area.call("GET", "/users/<user>/skills", answer=SKILLS_ROW)
def show_user_skills(user: str) -> Response:
    """Skills and certificates, with the last day on which each counts; null: it does not expire."""
    caller = current_caller()
    with unit_of_work() as work:
        account_id = account_named(work.sql, user, offices=caller.offices)
        return answer({"skills": skills_of(work.sql, account_id)})


@area.call("PUT", "/users/<user>/skills", body=UserSkills, answer=SKILLS_ROW)
def put_user_skills(user: str) -> Response:
    """All skills of an account (desks admin, engineering_lead)."""
    caller = current_caller()
    with unit_of_work() as work:
        account_id = account_named(work.sql, user, offices=caller.offices)
        value = parsed_body()
        caller.must_hold(*SKILL_DESKS)
        put_skills(work, account_id, loaded(value, UserSkills)["skills"], actor=caller)
        return answer({"skills": skills_of(work.sql, account_id)})
