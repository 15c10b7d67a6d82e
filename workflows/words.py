"""The titles of triggers in Chinese and English: one word a thing, whatever the workflow."""

from typing import Final

# fmt: off
TITLES: Final[dict[str, tuple[str, str]]] = {
    "accept": ("受理", "Accept"),
    "amend": ("修改", "Amend"),
    "approve": ("同意", "Approve"),
    "callback_fail": ("付款失败回执", "Payment failed"),
    "callback_ok": ("付款成功回执", "Payment succeeded"),
    "cancel": ("取消", "Cancel"),
    "close": ("完结", "Close"),
    "confirm_failed": ("确认未付", "Confirm failed"),
    "confirm_paid": ("确认已付", "Confirm paid"),
    "cooled": ("观察期满", "Cooling over"),
    "create": ("创建", "Create"),
    "customer_agrees": ("客户同意扣款", "Customer agrees"),
    "customer_objects": ("客户不同意扣款", "Customer objects"),
    "damage": ("复验有损坏", "Damage found"),
    "fail": ("初验不合格", "Fail the inspection"),
    "first_pass": ("初验通过", "Pass the first inspection"),
    "mismatch": ("金额不符", "Mismatch"),
    "pass": ("复验通过", "Pass the second inspection"),
    "pay": ("付款", "Pay"),
    "reject": ("驳回", "Reject"),
    "retry": ("重新付款", "Pay again"),
    "return": ("退回修改", "Return"),
    "settle": ("调解确定", "Settle"),
    "submit": ("提交", "Submit"),
    "timeout": ("超时", "Time-out"),
    "withdraw": ("撤回", "Withdraw"),
}
# fmt: on
