"""Names and numbers of people who do not exist; some names are rare, some are borne twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from service.fiction.chance import Chance

SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建文志海燕波斌鹏辉玲梅鑫宇浩凯健俊帆雪慧巧美雅芝"
    "萍荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君"
    "琴蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭冰爽琬茗羽希宁欣飘育滢馥筠柔竹霭凝晓欢霄枫芸菲寒伊亚宜可"
)
# Beyond what older encodings hold, the last of them beyond the basic plane.
RARE = "㛃䶮𠅤"
RARE_SHARE = 0.003
# Of whoever copies a name or number two bear it: 2 % of names and 4 % of phones are shared in one office.
SAME_NAME, SAME_PHONE = 0.0102, 0.0204
RELATIONS = (("配偶", "female"), ("子女", "male"), ("子女", "female"), ("父亲", "male"), ("母亲", "female"))
PREFIXES = ("133", "135", "136", "137", "138", "139", "150", "151", "158", "159", "177", "186", "188", "199")
AREAS = ("440106", "440103", "310115", "110105", "510107", "330106", "420111", "610113")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BANKS = (("工商银行", "622202"), ("建设银行", "621700"), ("农业银行", "622848"), ("招商银行", "621483"))
TRADES = ("餐饮", "物流", "教育", "信息技术", "零售", "医疗")


@dataclass(slots=True)
class Registry:
    """What one office has given out already."""

    chance: Chance
    names: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def name(self) -> str:
        if self.names and self.chance.happens(SAME_NAME):
            return self.chance.pick(self.names)
        made = self._fresh(lambda: person_name(self.chance))
        self.names.append(made)
        return made

    def company(self) -> str:
        return self._fresh(lambda: f"{_letters(self.chance, 2)}{self.chance.pick(TRADES)}有限公司")

    def phone(self) -> str:
        if self.phones and self.chance.happens(SAME_PHONE):
            return self.chance.pick(self.phones)
        made = self._fresh(lambda: f"{self.chance.pick(PREFIXES)}{self.chance.between(0, 99_999_999):08d}")
        self.phones.append(made)
        return made

    def _fresh(self, draw: Callable[[], str]) -> str:
        made = draw()
        while made in self.known:
            made = draw()
        self.known.add(made)
        return made


def person_name(chance: Chance) -> str:
    name = chance.pick(SURNAMES) + _letters(chance, 1 if chance.happens(0.3) else 2)
    return name[:-1] + chance.pick(RARE) if chance.happens(RARE_SHARE) else name


def _letters(chance: Chance, number: int) -> str:
    return "".join(chance.pick(GIVEN) for _ in range(number))


def id_number(chance: Chance) -> str:
    """Eighteen places, the last of them the check of GB 11643; nobody's but by accident."""
    born = date(1950, 1, 1) + timedelta(days=chance.between(0, 20_000))
    body = f"{chance.pick(AREAS)}{born:%Y%m%d}{chance.between(1, 999):03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def bank_account(chance: Chance) -> tuple[str, str]:
    """(bank, number)."""
    bank, prefix = chance.pick(BANKS)
    return bank, f"{prefix}{chance.between(0, 10**13 - 1):013d}"
