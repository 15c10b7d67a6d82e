"""The demo's tickets: some in nearly every state, so that each page of a fresh house has something to show.

What a partner must hear today (messages, payments) stays in the outbox until the relay of the house starts.
"""

from service.settings import Settings
from service.usecases.seed.tickets_complaints import play_complaints
from service.usecases.seed.tickets_dunning import play_dunning
from service.usecases.seed.tickets_moving import play_moving
from service.usecases.seed.tickets_refunds import play_refunds
from service.usecases.seed.tickets_renames import play_renames
from service.usecases.seed.tickets_repairs import play_repairs
from service.usecases.seed.tickets_stage import stage_for


def load_tickets(settings: Settings) -> None:
    """After the demo's offices are committed: every move reads and commits for itself."""
    with stage_for(settings) as stage:
        play_complaints(stage)
        play_repairs(stage)
        play_dunning(stage)
        play_refunds(stage)
        play_renames(stage)
        play_moving(stage)
        stage.set_clock(0)
        stage.work_off()
        stage.let_go_of_old_messages()
