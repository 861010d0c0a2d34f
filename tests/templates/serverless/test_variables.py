"""Variables of a `serverless.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import ConfigurationError
from pytest_lambda.documents.loading import parsed
from pytest_lambda.documents.place import Place
from pytest_lambda.templates.cloudformation import tags
from pytest_lambda.templates.serverless.sources import Sources
from pytest_lambda.templates.serverless.variable_text import Variable, parts_of

HEAD = "provider: {name: aws, stage: test}\n"


def plain(value: Any) -> Any:
    if isinstance(value, Place):
        return plain(value.value)
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def resolved(
    text: str, folder: Path = Path(), parameters: dict[str, Any] | None = None, values: dict[str, Any] | None = None
) -> Any:
    root = parsed(HEAD + text, "serverless.yml", tags=tags)
    sources = Sources(root, folder, parameters or {}, values or {})
    return plain(sources.variables.resolved(root))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("plain", "plain"),
        ("${self:custom.list}", ["a", 2]),
        ("${self:custom.list.1}", 2),
        ("${self:custom.deep.er}", "found"),
        ("${self:custom.through.er}", "found"),
        ("x-${self:custom.deep.er}-${self:custom.list.1}", "x-found-2"),
        ("${self:custom.none, 'fallback'}", "fallback"),
        ('${self:custom.none, self:custom.nothing, "a, b}"}', "a, b}"),
        ("${self:custom.none, ${self:custom.deep.er}}", "found"),
        ("${self:custom.none, ${opt:none, 7}}", 7),
        ("${self:custom.${self:custom.key}.er}", "found"),
        ("${opt:none, true}", True),
        ("${opt:none, 2.5}", 2.5),
        ("${opt:none, ''}", ""),
        ("${opt:region}", "eu-west-1"),
        ("${param:size}", "big"),
        ("${param:given}", "from outside"),
        ("${param:common}", 1),
        ("${sls:stage}", "test"),
        ("${self:provider.stage}", "test"),
        ("${strToBool(true)}", True),
        ("${strToBool(${self:custom.no})}", False),
        ("${ssm:/shop/key}", "secret"),
        ("${cf:net.VpcId}-x", "vpc-1-x"),
        ("${aws:accountId}", {"Ref": "AWS::AccountId"}),
        ("arn:${aws:region}:x", {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Region"}, ":x"]]}),
        ("${AWS::Region}", "${AWS::Region}"),
        ("${Table}-${Table.Arn}", "${Table}-${Table.Arn}"),
        ("${env:NOT_SET_ANYWHERE, 'd'}", "d"),
    ],
)  # fmt: skip
def test_what_a_variable_comes_to(written: str, value: Any) -> None:
    text = f"""
params: {{test: {{size: big}}, default: {{size: small, common: 1, given: x}}}}
custom:
  list: [a, 2]
  deep: {{er: found}}
  through: ${{self:custom.deep}}
  key: deep
  "no": "false"
made: {written!r}
"""
    given = {"region": "eu-west-1", "given": "from outside"}
    supplied = {"ssm:/shop/key": "secret", "cf:net.VpcId": "vpc-1"}
    assert resolved(text, parameters=given, values=supplied)["made"] == value


def test_variables_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_LEVEL", "5")
    assert resolved("made: ${env:SHOP_LEVEL}")["made"] == "5"


def test_files(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("stages: {test: {level: 3, of: '${self:provider.stage}'}}\narn: !GetAtt Q.Arn\n")
    (tmp_path / "b.json").write_text('{"x": [1, {"y": "z"}]}')
    (tmp_path / "c.txt").write_text("some text\n")
    assert resolved(
        """
made:
  - ${file(./a.yml):stages.${self:provider.stage}.level}
  - ${file(a.yml):stages.test}
  - ${file(./b.json):x.1.y}
  - ${file(b.json)}
  - ${file(c.txt)}
  - ${file(missing.yml), 'none'}
  - ${file(a.yml):none, 'none'}
  - ${file(a.yml):arn}
""",
        tmp_path,
    )["made"] == [
        3, {"level": 3, "of": "test"}, "z", {"x": [1, {"y": "z"}]}, "some text", "none", "none",
        {"Fn::GetAtt": ["Q", "Arn"]},
    ]  # fmt: skip


def test_the_stage_is_that_of_the_option_first() -> None:
    text = "made: ['${sls:stage}', '${self:provider.stage}', '${opt:stage, self:provider.stage}']"
    assert resolved(text)["made"] == ["test"] * 3
    assert resolved(text, parameters={"stage": "prod"})["made"] == ["prod"] * 3


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("${self:custom.no}", r"\$\{self:custom.no\} has no value. .*template_values=\{'self:custom.no': ...\}"),
        ("${opt:size}", r"\$\{opt:size\} has no value. .*template_parameters=\{'size': ...\}"),
        ("${param:size}", r"template_parameters=\{'size': ...\}, or in ini lambda_template_parameters"),
        ("${ssm:/a/b}", r"template_values=\{'ssm:/a/b': ...\}, or in ini lambda_template_values"),
        ("${env:NOT_SET_ANYWHERE}", r"template_values=\{'env:NOT_SET_ANYWHERE': ...\}"),
        ("${self:a", r"the variable '\$\{self:a' does not end"),
        ("x ${self:provider}", r"\$\{self:provider\} is .*expected text or a number"),
        ("${self:made.0}", r"\$\{self:made.0\} comes to itself: \$\{self:made.0\} -> \$\{self:made.0\}"),
        ("${file(x.js):y}", r"x.js is a program, which is not run: .*'file\(x.js\):y'"),
        ("${strToBool(maybe)}", r"strToBool\(maybe\): expected true, false"),
        ("${self:none, nonsense}", "'nonsense' is no source of a variable"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_line(written: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        resolved(f"made:\n  - {written!r}")
    assert str(caught.value).startswith("serverless.yml, line 3 (made > 0): ")


def test_a_longer_circle() -> None:
    with pytest.raises(ConfigurationError, match=r"comes to itself: \$\{self:b\} -> \$\{self:a\} -> \$\{self:b\}\."):
        resolved("a: ${self:b}\nb: ${self:a}")


literals = st.text(st.characters(codec="ascii", exclude_characters="'${}"), max_size=10)


@given(st.lists(st.one_of(literals, literals.map(lambda text: f"${{opt:none, '{text}'}}")), max_size=6))
@settings(max_examples=200)
def test_text_around_variables_stays(parts: list[str]) -> None:
    found = parts_of("".join(parts))
    assert "".join(part.written if isinstance(part, Variable) else part for part in found) == "".join(parts)
    variables = [part for part in found if isinstance(part, Variable)]
    assert [each.tried for each in variables] == [
        ("opt:none", part[len("${opt:none, ") : -1]) for part in parts if part.startswith("${")
    ]
