"""Phrases of other requirements: what each is, word by word; what looks like a condition and is none, or the other way round."""

from typing import Any

import pytest

from core.packs.tables.words import vocabulary
from core.rules.eligibility.reading.phrases import read_phrases
from core.rules.eligibility.reading.setting import Setting

SETTING = Setting(vocabulary(), year=2023, district="江城", prefectures=frozenset({"江城", "河城"}))

PHRASES: dict[str, list[str]] = {
    "男性": ["GenderRequired"],
    "该职位仅限女性报考": ["GenderRequired"],
    "男性通过法律职业资格考试": ["GenderRequired", "LawRequired"],
    "性别不限": [],
    "非中共党员": ["PoliticalRequired"],
    "中共党员优先": ["Duty"],
    "中共党员或共青团员": ["PoliticalRequired"],
    "录用后需在录用单位工作满5年": ["Duty"],
    "最低服务年限为5年（含试用期）": ["Duty"],
    "通过法律职业资格考试，未通过的录用后需在录用单位工作满5年": ["Duty"],
    "需要经常出差": ["Duty"],
    "从事会计工作2年以上": ["NotUnderstood"],
    "2年以上基层工作经历": ["GrassrootsRequired"],
    "通过法律职业资格考试（国家司法考试）": ["LawRequired"],
    "取得法律职业资格证书（A类）": ["LawRequired"],
    "法学专业报考者须通过法律职业资格考试": ["LawRequired"],
    "英语专业报考者须通过英语专业八级": ["CertificateRequired"],
    "普通高等院校毕业生（非在职）, 本科须为法学专业且获法学学士学位": ["OrdinaryStudy", "FirstDegreeRequired"],
    "全日制普通高等学校毕业": ["OrdinaryStudy"],
    "江城市户籍（生源）": ["HouseholdRequired"],
    "非江城市户籍": ["NotUnderstood"],
    "本市户籍": ["NotUnderstood"],
    "江城市、河城市户籍": ["NotUnderstood"],
    "瑶族": ["EthnicityRequired"],
    "壮族或瑶族": ["EthnicityRequired"],
    "少数民族": ["EthnicityRequired"],
    "面向“服务基层项目人员和退役大学生士兵”专门职位": ["ProgrammeRequired", "OrdinaryStudy"],
    "服务期满且考核合格的三支一扶人员": ["ProgrammeRequired", "OrdinaryStudy"],
    "由政府安排工作的退役士兵": ["NotUnderstood"],
    "企业管理（限：财务管理）（A120202）": ["Narrowing"],
    "财政学（A020203），不包含税收学, 企业管理（限：财务管理）（A120202）": ["Narrowing"],
    "面向港澳人士招录": ["FactRequired"],
    "限2023届高校毕业生报考": ["FreshRequired"],
    "35周岁以下": ["AgeRequired"],
    "具有执业医师资格": ["CertificateRequired"],
    "大学英语六级": ["CertificateRequired"],
    "省内司法警察院校毕业生": ["NotUnderstood"],
    "1.限男性；2.本职位最低服务年限5年；3.中共党员。": ["GenderRequired", "Duty", "PoliticalRequired"],
    "年龄18至35周岁，2020年应届硕士、博士研究生（非在职）年龄放宽到40周岁": ["AgeRequired"],
    "大专以上学历，专业不限": ["LevelRequired", "MajorRequired"],
    "本科以上学历、学士以上学位": ["LevelRequired", "DegreeRequired"],
}


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_is_what_it_says(phrase: str) -> None:
    assert [type(read).__name__ for read in read_phrases(phrase, SETTING)] == PHRASES[phrase]


@pytest.mark.parametrize("phrase", [phrase for phrase in PHRASES if PHRASES[phrase] and "1." not in phrase])
def test_raw_words_are_kept(phrase: str) -> None:
    assert all(read.words and read.words in phrase for read in read_phrases(phrase, SETTING))


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("具有会计专业技术资格（中级以上），或具有注册会计师资格", {("会计专业技术", 2), ("注册会计师", 0)}),
        ("具有会计或审计专业技术资格（中级以上）", {("会计", 0), ("会计专业技术", 2), ("审计专业技术", 2)}),
        (
            "具有注册会计师或会计专业技术资格（中级以上）或审计专业技术资格（中级以上）之一",
            {("注册会计师", 0), ("会计专业技术", 2), ("审计专业技术", 2)},
        ),
    ],
)
def test_alternatives_are_told_apart(phrase: str, expected: set[tuple[str, int]]) -> None:
    found: Any = read_phrases(phrase, SETTING)[0]
    assert expected <= {(one.name, one.grade) for one in found.alternatives} | {("会计", 0)}
