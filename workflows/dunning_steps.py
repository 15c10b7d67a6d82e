"""What the moves of a dunning request set: channels, the reasonable time, promises, the next step."""

from workflows import measures
from workflows.case import Actor, Case, Form
from workflows.debt import owed
from workflows.dunning_rules import measure_of
from workflows.moments import elapsed, end_of
from workflows.terms import Change

REASONABLE_TIME = "P15D"


def takes_customer(case: Case, actor: Actor, form: Form) -> Change:
    return Change(details={"customer": case.facts.get("customer")})


def takes_submission(case: Case, actor: Actor, form: Form) -> Change:
    return Change(details={"skip_reason": form.get("skip_reason"), "pay_by": form.get("pay_by")})


def sends(case: Case, actor: Actor, form: Form) -> Change:
    """A new demand: the first channel of the measure unless another is named, none has failed yet."""
    channel = form.get("channel") or measures.channels_of(measure_of(case))[0]
    return Change(
        details={"channel": channel, "reference": form.get("reference"), "failed_channels": []},
        effects=("send_demand",),
    )


def tries_next(case: Case, actor: Actor, form: Form) -> Change:
    """The channel has failed: the next one is tried; where none is left, the carrying desk is told."""
    failed = [*(case.details.get("failed_channels") or ()), case.details.get("channel")]
    left = [each for each in measures.channels_of(measure_of(case)) if each not in failed]
    channel = form.get("next_channel") or next(iter(left), None)
    told = f"tell_desk:{measures.desk_of(measure_of(case))}"
    return Change(
        details={"failed_channels": failed, "channel": channel or case.details.get("channel")},
        effects=("send_demand",) if channel else (told,),
    )


def proves_delivery(case: Case, actor: Actor, form: Form) -> Change:
    """The reasonable time begins with the delivery, unless the demand named its last day."""
    at = form.get("at") or case.now
    until = at + elapsed(case.policy.get("timers", {}).get("escalate_step") or REASONABLE_TIME)
    named = case.details.get("pay_by")
    return Change(
        details={
            "delivered_at": at,
            "pay_until": end_of(named, case) if named else until,
            "proof": form.get("proof"),
            "reference": form.get("reference") or case.details.get("reference"),
        }
    )


def promises(case: Case, actor: Actor, form: Form) -> Change:
    """A promise is kept up to the end of the day; what was owed then shows later what was paid."""
    debt = owed(case)
    return Change(
        details={
            "promised_on": form["by"],
            "promised_until": end_of(form["by"], case),
            "promised_fen": form.get("amount_fen") or debt,
            "promised_of_fen": debt,
        }
    )


def disputes(case: Case, actor: Actor, form: Form) -> Change:
    return Change(details={"dispute": form["kind"], "dispute_reason": form["reason"]})


def steps_up(case: Case, actor: Actor, form: Form) -> Change:
    measure = form.get("measure") or measures.next_measure(measure_of(case))
    return Change(details={"next_measure": measure})


def takes_ground(case: Case, actor: Actor, form: Form) -> Change:
    return Change(details={"write_off_ground": form["ground"], "write_off_proof": form["proof"]})


def judged(case: Case, actor: Actor, form: Form) -> Change:
    return Change(
        details={
            "file_no": form["file_no"],
            "judged_on": form["decided_on"],
            "judged_fen": form["amount_fen"],
        }
    )
