"""What a cell may say where the interface takes one of a few codes."""


def _words(**said: str) -> dict[str, str]:
    """Of each code its Chinese words; the code itself will do too."""
    return {word: code for code, words in said.items() for word in (*words.split(), code)}


KIND_OF_CUSTOMER = _words(
    owner="业主",
    tenant="租户 租客",
    resident="住户",
    buyer="买家",
    developer="开发商",
    company="公司",
    other="其他 其它",
)
LESSOR = _words(owner="业主", company="公司 物业公司 本公司")
NATURE = _words(owner="业主", tenant="租户 租客", resident="住户")
METHOD = _words(cash="现金", wechat="微信", alipay="支付宝", transfer="转账 银行转账", card="刷卡 银行卡")
KIND_OF_DEPOSIT = _words(
    renovation="装修 装修保证金", rent="租赁 租赁保证金", card="门禁卡 卡押金", other="其他 其它"
)
