"""The demo's renames: one on each desk, and two that changed nothing; its customers keep their names."""

from service.usecases.seed.tickets_stage import Stage, Story


def play_renames(stage: Stage) -> None:
    _rename(stage, 0, "A-1-0502", "孙志刚")
    _submitted(stage, 1, "A-1-0501", "吴桂蘭")
    _submitted(stage, 1, "A-1-0103", "赵磊磊").by("auditor", "take")
    story = _submitted(stage, 3, "A-1-0402", "黄秀莹").by("auditor", "take")
    story.by("auditor", "reject", reason="证件与登记不符")
    _rename(stage, 4, "A-1-1604", "马建帼").by("clerk", "withdraw", reason="录入有误")


def _rename(stage: Stage, days: int, customer: str, name: str) -> Story:
    details = {"new_name": name, "ground": "error", "reason": "登记时写错"}
    return stage.open(days, "clerk", "rename", subject="客户更名", customer=customer, details=details)


def _submitted(stage: Stage, days: int, customer: str, name: str) -> Story:
    story = _rename(stage, days, customer, name)
    evidence = story.file("clerk", "身份证.txt", f"{story.id} {name}")
    return story.by("clerk", "submit", evidence=[evidence], same_person=True)
