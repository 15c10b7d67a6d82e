"""Every sentence that a wrong body earns, in both languages: the pure floor does not know its reader."""

from __future__ import annotations

from typing import Any


class Sentence(str):
    """English as a plain string (marshmallow carries it unseen), Chinese beside it."""

    __slots__ = ("zh",)
    zh: str

    def __new__(cls, zh: str, en: str) -> Sentence:
        made = super().__new__(cls, en)
        made.zh = zh
        return made

    @property
    def en(self) -> str:
        return str.__str__(self)

    def in_language(self, lang: str) -> str:
        return self.zh if lang.startswith("zh") else self.en

    def format(self, *args: Any, **kwargs: Any) -> Sentence:
        # marshmallow formats each message before raising it; str.format would lose the Chinese.
        return Sentence(self.zh.format(*args, **kwargs), super().format(*args, **kwargs))


REQUIRED = Sentence("此项必填", "This field is required.")
NULL = Sentence("此项不能为 null", "This field may not be null.")
WRONG = Sentence("值无效", "This value is not valid.")
UNKNOWN = Sentence("没有此字段", "There is no such field.")
DOUBLED = Sentence("参数重复", "This parameter is given more than once.")
NOT_AN_OBJECT = Sentence("应为 JSON 对象", "This must be a JSON object.")
NOT_A_LIST = Sentence("应为数组", "This must be an array.")
NOT_TEXT = Sentence("应为文本", "This must be a string.")
EMPTY = Sentence("不能为空", "This must not be empty.")
TOO_SHORT = Sentence("至少 {least} 个字符", "This must have at least {least} characters.")
TOO_LONG = Sentence("最多 {most} 个字符", "This must have at most {most} characters.")
CONTROL = Sentence(
    "含有不允许的字符（控制字符等）",
    "This contains characters that are not allowed, such as control characters.",
)
NOT_SHAPED = Sentence("格式不对", "This does not have the expected form.")
NOT_A_CHOICE = Sentence("只能是：{choices}", "This must be one of: {choices}.")
ONLY_TRUE = Sentence("只能为 true，或省略", "This is true or left out.")
NOT_A_FLAG = Sentence("应为 true 或 false", "This must be true or false.")
NOT_WHOLE = Sentence("应为整数", "This must be an integer.")
NOT_FEN = Sentence("金额应为以分为单位的整数", "Money must be an integer in fen.")
TOO_SMALL = Sentence("不能小于 {least}", "This must be {least} or more.")
TOO_BIG = Sentence("不能大于 {most}", "This must be {most} or less.")
NOT_AN_ID = Sentence("应为编号（UUID）", "This must be an id (a UUID).")
NOT_A_DATE = Sentence("应为 YYYY-MM-DD 的日期", "This must be a date written YYYY-MM-DD.")
NOT_A_MOMENT = Sentence("应为带时区的 RFC 3339 时间", "This must be an RFC 3339 time with an offset.")
YEAR_RANGE = Sentence("年份应在 1900 至 2199 之间", "The year must lie between 1900 and 2199.")
NOT_HOURS = Sentence(
    "工时应为整数或最多两位小数的文本，0 至 999.99",
    'Hours are an integer or a string such as "1.25", 0 to 999.99.',
)
NOT_A_DURATION = Sentence(
    "应为 ISO 8601 时长，如 P7D、PT48H", "This must be an ISO 8601 duration such as P7D or PT48H."
)
DURATION_TOO_LONG = Sentence("时长过长", "This duration is too long.")
NOT_A_TERM = Sentence(
    '应为 "P7D" 或 for 与 calendar（elapsed、service、working）',
    'This must be "P7D", or for and calendar (elapsed, service, working).',
)
WEEKS_OF_WORK = Sentence("工作日请用天数，如 P5D", "Say working time in days, such as P5D.")
NOT_A_SPAN = Sentence('应为 ["09:00", "20:00"] 这样的时段', 'This must be a span such as ["09:00", "20:00"].')
NOT_AN_ACCOUNT = Sentence("账号应为 6 至 34 位数字或字母", "An account has 6 to 34 digits or letters.")
NOT_A_CODE = Sentence(
    "编号不能是 UUID、“export.xlsx”或只有点，也不能含“/”",
    'A code is no UUID, not "export.xlsx", not dots alone, and holds no "/".',
)
NOT_A_PHONE = Sentence("电话号码格式不对", "This is not a phone number.")
TOO_FEW_ITEMS = Sentence("至少 {least} 项", "This needs at least {least} items.")
TOO_MANY_ITEMS = Sentence("最多 {most} 项", "This may have at most {most} items.")
EXACT_ITEMS = Sentence("必须正好 {exact} 项", "This needs exactly {exact} items.")
SAME_TWICE = Sentence("同一项出现两次", "The same item stands here twice.")
NOT_CHARGES = Sentence(
    '应为费用编号的数组，或 "overdue"', 'This must be an array of charge ids, or "overdue".'
)
WRONG_KEY = Sentence("键名无效", "This key is not valid.")
ONE_AT_LEAST = Sentence("至少要有一项：{names}", "At least one of these is needed: {names}.")
ONE_EXACTLY = Sentence("必须且只能有一项：{names}", "Exactly one of these is needed: {names}.")
NEEDED_WHEN = Sentence("当 {field} 为 {value} 时必填", "This is required when {field} is {value}.")
NEEDED_UNLESS = Sentence("除 {field} 为 {value} 外必填", "This is required unless {field} is {value}.")
BARRED_WHEN = Sentence("当 {field} 为 {value} 时不可填", "This is not taken when {field} is {value}.")
NOT_WITH = Sentence("不可与 {field} 同时填写", "This is not taken together with {field}.")
NEEDED_WITH = Sentence("填写 {field} 时必填", "This is required when {field} is given.")
END_BEFORE_START = Sentence("结束日期要晚于开始日期。", "The end must be later than the start.")
OVER_SUM = Sentence("优惠不能超过报价合计", "The discount may not exceed the sum of the lines.")
SUM_TOO_BIG = Sentence("合计过大", "The sum is too big.")
NOT_FUTURE = Sentence("必须晚于现在", "This must be later than now.")
IN_FUTURE = Sentence("不能晚于现在", "This must not lie in the future.")
BEFORE_TODAY = Sentence("不能早于今天", "This must be today or later.")
OVER_30_DAYS = Sentence("最多在 30 天之内", "This must be at most 30 days ahead.")
SPAN_TURNED = Sentence("起始时间必须早于结束时间", "The span must begin before it ends.")
QUORUM = Sentence("应在 1 至 {most} 之间", "This must lie between 1 and {most}.")
AUTO_PASS_BARRED = Sentence(
    "涉及资金的审批不能超时自动通过", "An approval that concerns money never passes by time-out."
)
NO_SUCH_FACT = Sentence("没有此条件：{name}", "There is no such fact: {name}.")
NO_SUCH_NAME = Sentence("没有此名称：{name}", "There is no such name here: {name}.")
SEPARATE = Sentence(
    "“separate” 要求换人，不能用此规则",
    "`separate` asks for another person, this rule for the same one.",
)
BEGUN_BY_HAND = Sentence(
    "一次只做一件时，开工须由本人操作", "Where one works at one thing at a time, work begins by hand."
)
