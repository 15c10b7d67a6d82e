"""Members of a customer's household (客户成员)."""

from typing import Any
from uuid import UUID

from flask import Response

from service.api.area import Area
from service.api.query import Paged
from service.api.register.parts import (
    Part,
    change_part,
    delete_part,
    list_part,
    make_part,
    reveal_part,
    show_part,
)
from service.api.register.people_bodies import MemberChange, NewMember, RevealMember
from service.api.register.people_shapes import MEMBER_ROW, REVEALED
from service.api.shapes import listed
from service.models.customer_parts import Member
from service.queries.register.people_parts import MEMBERS
from service.transaction import Row, Work
from service.usecases.register import members
from service.usecases.register.change_row import Kind
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.reveal import MEMBER
from service.visibility import Caller

area = Area("members", "Members of a customer's household (客户成员)")
KIND = Kind(Member, Member.office_id, DATA_DESKS)
PART = Part("member", "members", MEMBERS, KIND, members.PHONE, MEMBER)
ONE = "/customers/<customer>/members/<member>"


@area.call("GET", "/customers/<customer>/members", query=Paged, answer=listed(MEMBER_ROW), listed=True)
def list_members(customer: str) -> Response:
    """Members of a customer's household."""
    return list_part(PART, customer)


@area.call("POST", "/customers/<customer>/members", body=NewMember, answer=MEMBER_ROW, status=201)
def add_a_member(customer: str) -> Response:
    """A further member."""
    return make_part(PART, customer, _add)


@area.call("GET", ONE, answer=MEMBER_ROW, version=True)
def get_member(customer: str, member: str) -> Response:
    """One member, by id."""
    return show_part(PART, customer, member)


@area.call("PATCH", ONE, body=MemberChange, answer=MEMBER_ROW, version=True)
def change_a_member(customer: str, member: str) -> Response:
    """Change a member."""
    return change_part(PART, customer, member)


@area.call("DELETE", ONE, status=204)
def delete_a_member(customer: str, member: str) -> Response:
    """Delete a member."""
    return delete_part(PART, customer, member)


@area.call("POST", f"{ONE}/reveal", body=RevealMember, answer=REVEALED, trail=True)
def reveal_of_member(customer: str, member: str) -> Response:
    """The phone number in full; kept in the trail."""
    return reveal_part(PART, customer, member)


def _add(work: Work, customer: Row, asked: dict[str, Any], caller: Caller) -> UUID:
    return members.add_member(work, customer, members.NewMember(**asked), actor=caller)
