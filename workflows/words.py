"""The titles of triggers in Chinese and English, and the desks: one word a thing."""

from typing import Final

DESKS: Final = frozenset(
    {
        "clerk", "dispatcher", "tech", "engineering_lead", "guard", "visitor", "supervisor", "pm", "finance",
        "cashier", "legal", "city", "hq", "auditor", "admin",
    }
)  # fmt: skip

# fmt: off
TITLES: Final[dict[str, tuple[str, str]]] = {
    "accept": ("受理", "Accept"),
    "accept_quote": ("接受报价", "Accept the quote"),
    "accept_work": ("确认完工", "Accept the work"),
    "adjusted": ("已调整", "Adjusted"),
    "amend": ("修改", "Amend"),
    "answered_bad": ("客户不满意", "Not content"),
    "answered_ok": ("客户满意", "Content"),
    "approve": ("同意", "Approve"),
    "arrive": ("到场", "Arrive"),
    "assign": ("指派", "Assign"),
    "attempt": ("联系客户", "Attempt"),
    "auto": ("自动派工", "Dispatch automatically"),
    "auto_accept": ("自动验收", "Accept automatically"),
    "auto_close": ("自动关闭", "Close automatically"),
    "broken": ("未履行承诺", "Promise broken"),
    "callback_fail": ("付款失败回执", "Payment failed"),
    "callback_ok": ("付款成功回执", "Payment succeeded"),
    "cancel": ("取消", "Cancel"),
    "checked": ("预审完成", "Checked"),
    "child_closed": ("关联维修完结", "Linked repair closed"),
    "close": ("完结", "Close"),
    "complete": ("完工", "Complete"),
    "confirm_failed": ("确认未付", "Confirm failed"),
    "confirm_invalid": ("确认无效", "Confirm invalid"),
    "confirm_paid": ("确认已付", "Confirm paid"),
    "cooled": ("观察期满", "Cooling over"),
    "create": ("创建", "Create"),
    "customer_agrees": ("客户同意扣款", "Customer agrees"),
    "customer_objects": ("客户不同意扣款", "Customer objects"),
    "damage": ("复验有损坏", "Damage found"),
    "delivered": ("已送达", "Delivered"),
    "dispatch": ("派工", "Dispatch"),
    "dispute": ("提出争议", "Dispute"),
    "dispute_rejected": ("争议不成立", "Reject the dispute"),
    "dispute_upheld": ("争议成立", "Uphold the dispute"),
    "done": ("处理完成", "Done"),
    "effective_date": ("到期生效", "Take effect"),
    "escalate": ("升级", "Escalate"),
    "escalate_step": ("转下一步", "Next step"),
    "execute": ("执行", "Execute"),
    "expire": ("逾期未访", "Expire"),
    "fail": ("初验不合格", "Fail the inspection"),
    "first_pass": ("初验通过", "Pass the first inspection"),
    "force_finish": ("强制办结", "Force the end"),
    "grab": ("抢单", "Grab"),
    "info_received": ("收到补充信息", "Information received"),
    "judgment": ("判决", "Judgment"),
    "lapse": ("联系超时", "Lapse"),
    "meter_billed": ("抄表结费", "Meters billed"),
    "mismatch": ("金额不符", "Mismatch"),
    "need_info": ("请客户补充", "Ask the customer"),
    "no_answer": ("无人接听", "No answer"),
    "not_sampled": ("未抽中回访", "Not sampled"),
    "out_of_scope": ("非受理范围", "Out of scope"),
    "overdue": ("回访逾期", "Overdue"),
    "paid": ("收款", "Paid"),
    "pass": ("复验通过", "Pass the second inspection"),
    "pay": ("付款", "Pay"),
    "payment_full": ("已付清", "Paid in full"),
    "payment_part": ("部分付款", "Paid in part"),
    "plan": ("计划回访", "Plan"),
    "promise": ("承诺付款", "Promise"),
    "propose": ("提出方案", "Propose"),
    "quote": ("报价", "Quote"),
    "reclassify": ("改类", "Reclassify"),
    "refuse": ("退单", "Refuse"),
    "refuse_quote": ("不接受报价", "Refuse the quote"),
    "register": ("登记", "Register"),
    "reject": ("驳回", "Reject"),
    "reject_invalid": ("判为无效", "Call it invalid"),
    "report": ("报修", "Report"),
    "resume": ("恢复", "Resume"),
    "retry": ("重新付款", "Pay again"),
    "return": ("退回修改", "Return"),
    "reverse": ("申请撤销", "Reverse"),
    "rework": ("返工", "Rework"),
    "send_back": ("退回登记", "Send back"),
    "settle": ("调解确定", "Settle"),
    "settled": ("结清", "Settled"),
    "spawn_repair": ("转维修", "Open a repair"),
    "stale": ("客户资料已变", "Customer changed"),
    "start": ("开工", "Start"),
    "submit": ("提交", "Submit"),
    "take": ("接审", "Take"),
    "timeout": ("超时", "Time-out"),
    "to_arrears": ("转欠费", "To arrears"),
    "triage": ("分类", "Triage"),
    "undelivered": ("未送达", "Undelivered"),
    "visit_bad": ("客户不满意", "Not content"),
    "visit_done": ("回访结束", "Visit done"),
    "visit_ok": ("回访满意", "Visit well"),
    "wait_customer": ("等待客户", "Wait for the customer"),
    "wait_parts": ("等待配件", "Wait for parts"),
    "wait_third": ("等待第三方", "Wait for a third party"),
    "withdraw": ("撤回", "Withdraw"),
    "write_off": ("申请核销", "Write off"),
}
# Where one trigger means another thing in one workflow.
SPECIAL: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("repair", "accept"): ("接单", "Accept the order"),
    ("repair", "return"): ("退回报价", "Return"),
    ("visit", "assign"): ("分配", "Assign"),
    ("visit", "refuse"): ("客户拒访", "Customer refuses"),
}
# fmt: on

# What is done to a duty or a ticket beside the moves of its table; the names are those of the log.
OPERATIONS: Final[dict[str, tuple[str, str]]] = {
    "claim": ("签收", "Claim"),
    "release": ("退回待办池", "Release"),
    "dispatch_item": ("派给", "Dispatch to"),
    "transfer": ("转办", "Transfer"),
    "delegate": ("委派", "Delegate"),
    "opinion": ("给出意见", "Give the opinion"),
    "urge": ("催办", "Urge"),
    "decline": ("谢绝", "Decline"),
    "add_signer": ("加签", "Add a signer"),
    "remove_signer": ("减签", "Remove a signer"),
    "take_back": ("拿回", "Take back"),
    "start_item": ("开工", "Start"),
    "suspend_ticket": ("挂起", "Suspend"),
    "resume_ticket": ("恢复", "Resume"),
    "terminate": ("终止", "Terminate"),
    "jump": ("跳转", "Jump"),
    "skip": ("跳过审批级", "Skip a level"),
}


def operation_title(name: str) -> tuple[str, str]:
    """The operation in Chinese and English."""
    return OPERATIONS[name]


def title(workflow: str, trigger: str) -> tuple[str, str]:
    """The trigger in Chinese and English."""
    return SPECIAL.get((workflow, trigger)) or TITLES[trigger]
