"""The demo's refunds: every step that needs no answer from a bank, and one that is on its way there."""

from service.usecases.seed.tickets_stage import Stage, Story


def play_refunds(stage: Stage) -> None:
    _with_the_office(stage)
    _inspected(stage)
    _on_its_way(stage)
    _over(stage)


def _slip(stage: Stage, days: int, name: str, kind: str, amount_fen: int) -> Story:
    """Of a deposit; the payee is who paid it."""
    row = stage.row(DEPOSIT, name, kind)
    payee = {"name": name, "bank": "中国建设银行", "account": f"62170033{row['number']:08}"}
    details = {
        "deposit": str(row["id"]),
        "amount_fen": amount_fen,
        "payee": payee,
        "reason": "退场退还保证金",
    }
    return stage.open(days, "clerk", "refund", subject=f"{name} 退保证金", details=details)


def _with_the_office(stage: Stage) -> None:
    _slip(stage, 0, "吴桂兰", "card", 5_000)
    _slip(stage, 1, "李娜", "rent", 150_000).by("clerk", "submit")
    _slip(stage, 1, "黄秀英", "rent", 1_200_000).by("clerk", "submit").signed_by("supervisor", "pm")
    _slip(stage, 2, "孙志强", "rent", 120_000).by("clerk", "submit").signed_by("supervisor")


def _inspected(stage: Stage) -> None:
    _slip(stage, 1, "刘㛃", "renovation", 300_000).by("clerk", "submit")
    story = _slip(stage, 5, "周敏", "renovation", 300_000).by("clerk", "submit")
    story.by("engineering_lead", "first_pass", passes_returned=True)
    story = _slip(stage, 4, "赵磊", "renovation", 300_000).by("clerk", "submit")
    story.by("engineering_lead", "first_pass", passes_returned=True).by_itself("cooled")
    story = _slip(stage, 2, "吴桂兰", "renovation", 300_000).by("clerk", "submit")
    story.by("engineering_lead", "fail", deduction_fen=45_000, reason="公共走廊墙面损坏")
    story = _slip(stage, 3, "孙志强", "renovation", 300_000).by("clerk", "submit")
    story.by("engineering_lead2", "fail", deduction_fen=120_000, reason="擅自改动承重墙")
    story.by("clerk", "customer_objects", reason="改动前已报备", said_by="counter").worked_off()


def _on_its_way(stage: Stage) -> None:
    """One payment is sent when the house starts; another has failed."""
    _slip(stage, 0, "周敏", "other", 80_000).by("clerk", "submit").signed_by("supervisor").by(
        "finance", "pay"
    )
    story = _slip(stage, 1, "赵磊", "other", 60_000).by("clerk", "submit").signed_by("supervisor")
    number = story.by("finance", "pay").detail("refund", "refund_no")
    story.by_itself("callback_fail", refund_no=number, amount_fen=60_000, reason="账户已销户")


def _over(stage: Stage) -> None:
    story = _slip(stage, 6, "马建国", "renovation", 50_000).by("clerk", "submit")
    story.by("engineering_lead", "fail", deduction_fen=50_000, reason="地面砖破损")
    story.by("clerk", "customer_agrees", deduction_fen=50_000, said_by="counter").signed_by("pm", "finance")
    _slip(stage, 3, "马建国", "other", 20_000).by("clerk", "submit").by(
        "supervisor", "reject", reason="合同未到期"
    )
    _slip(stage, 2, "黄秀英", "card", 5_000).by("clerk", "submit").by(
        "clerk", "withdraw", reason="客户继续使用"
    )


DEPOSIT = """
SELECT d.id, right(c.phone_masked, 4)::int AS number FROM deposit d JOIN customer c ON c.id = d.customer_id
 WHERE c.name = %s AND d.kind = %s
"""
