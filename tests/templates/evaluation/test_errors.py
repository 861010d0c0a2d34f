"""Values that cannot be resolved: one clear error each, with file and line."""

from __future__ import annotations

import pytest

from pytest_lambda.errors import ConfigurationError
from tests.templates.written import EXTENDED, REST, around, evaluator, resolved

HERE = r"^t\.yaml, line \d+ \(Resources > Holder > Properties > It"
SUPPLY = r"Supply it with template_values=\{'%s': …\}, which from_template\(\) takes as values, or in the configuration file:\n  lambda_template_values = \[\"%s=…\"\]$"

CASES = {
    "Ref of nothing": ("!Ref Queu", r" > Ref\): Template format error: Unresolved resource dependencies \[Queu\] in the Resources block of the template\. Did you mean 'Queue'\?$"),
    "Ref of a list": ("Ref: [Queue]", r"every Ref object must have a single String value"),
    "Ref of a function": ("Ref: !Sub Queue", r"every Ref object must have a single String value"),
    "Ref of an empty text": ("!Ref ''", r"every Ref object must have a single String value"),
    "an unknown pseudo parameter": ("!Ref AWS::Regoin", r"dependencies \[AWS::Regoin\].*Did you mean 'AWS::Region'"),
    "GetAtt of nothing": ("!GetAtt Queu.Arn", r" > Fn::GetAtt\): Template error: instance of Fn::GetAtt references undefined resource Queu\. Did you mean 'Queue'\?$"),
    "GetAtt without attribute": ("!GetAtt Queue", r"every Fn::GetAtt object requires two non-empty parameters"),
    "GetAtt of three": ("!GetAtt [Queue, Outputs, Url]", r"every Fn::GetAtt object requires two non-empty parameters"),
    "GetAtt of a mapping": ("Fn::GetAtt: {Queue: Arn}", r"every Fn::GetAtt object requires two non-empty parameters"),
    "GetAtt of an empty name": ("Fn::GetAtt: ['', Arn]", r"every Fn::GetAtt object requires two non-empty parameters"),
    "GetAtt of a function": ("Fn::GetAtt: [!Sub Queue, Arn]", r"every Fn::GetAtt object requires two non-empty parameters"),
    "an unknown attribute": ("!GetAtt Queue.Unknown", r"the attribute Unknown of AWS::SQS::Queue is not known\. " + SUPPLY % (("Queue.Unknown",) * 2)),
    "an unknown attribute in a text": ("!Sub '${Queue.Unknown}'", r" > Fn::Sub\): the attribute Unknown of AWS::SQS::Queue is not known\. Supply"),
    "Sub of a number": ("Fn::Sub: 5", r"One or more Fn::Sub intrinsic functions don't specify expected arguments"),
    "Sub of three": ("!Sub [a, {}, b]", r"One or more Fn::Sub intrinsic functions don't specify"),
    "Sub with a list": ("!Sub [a, [b]]", r"One or more Fn::Sub intrinsic functions don't specify"),
    "Sub of a name with spaces": ("!Sub '${ Name }'", r"variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons: \$\{ Name \}"),
    "Sub of no name": ("!Sub '${}'", r"variable names in Fn::Sub syntax must contain only"),
    "Sub of a list": ("!Sub '${List}'", r"\$\{List\} is \['a', 'b', 'c'\]: Fn::Sub expects text"),
    "Sub of nothing": ("!Sub '${AWS::NoValue}'", r"\$\{AWS::NoValue\} is AWS::NoValue: Fn::Sub expects text"),
    "Sub with a variable that is a list": ("!Sub ['${X}', {X: [1]}]", r"It > Fn::Sub > 1 > X\): expected text, not \[1\]"),
    "Join of text": ("!Join [',', a]", r"every Fn::Join object requires two parameters, \(1\) a string delimiter"),
    "Join of one": ("!Join [[a]]", r"every Fn::Join object requires two parameters"),
    "Join with a number": ("!Join [5, [a]]", r"every Fn::Join object requires two parameters"),
    "Join of lists": ("!Join [',', [a, [b]]]", r"every Fn::Join object requires .* One of them is \['b'\]"),
    "Split of a list": ("!Split [',', [a]]", r"Fn::Split > 1\): expected text, not \['a'\]"),
    "Split of one": ("!Split [',']", r"every Fn::Split object requires two parameters"),
    "Split without delimiter": ("!Split ['', a]", r"every Fn::Split object requires two parameters"),
    "Select of one": ("!Select [0]", r"every Fn::Select object requires two parameters"),
    "Select of text": ("!Select [0, a]", r"every Fn::Select object requires two parameters"),
    "Select beyond": ("!Select [2, [a, b]]", r"Fn::Select cannot select nonexistent value at index 2: there are 2"),
    "Select before": ("!Select [-1, [a]]", r"the index of Fn::Select is -1: expected a whole number from 0 on"),
    "Select by a word": ("!Select [first, [a]]", r"Fn::Select > 0\): the index of Fn::Select is 'first'"),
    "If of two": ("!If [Holds, a]", r"Fn::If requires a list argument with three elements"),
    "If of a condition itself": ("!If [!Equals [a, b], a, b]", r"Fn::If requires a list argument with three elements"),
    "If of no condition": ("!If [Hold, a, b]", r"Fn::If > 0\): Template error: unresolved condition dependency Hold\. Did you mean 'Holds'\?$"),
    "FindInMap of two": ("!FindInMap [Sizes, us-east-1]", r"every Fn::FindInMap object requires three parameters, the map name, map key"),
    "FindInMap of no map": ("!FindInMap [Sies, us-east-1, small]", r"FindInMap > 0\): Template error: Unable to get mapping for Sies::us-east-1::small\. Did you mean 'Sizes'"),
    "FindInMap of no key": ("!FindInMap [Sizes, us-east-2, small]", r"FindInMap > 1\): Template error: Unable to get mapping for Sizes::us-east-2::small\. Did you mean 'us-east-1'"),
    "FindInMap of no name": ("!FindInMap [Sizes, us-east-1, large]", r"FindInMap > 2\): Template error: Unable to get mapping for Sizes::us-east-1::large"),
    "FindInMap with a default": ("!FindInMap [Sizes, us-east-2, small, {DefaultValue: a}]", r"FindInMap > 3\): DefaultValue of Fn::FindInMap needs the language extensions: expected 'Transform: AWS::LanguageExtensions'"),
    "Base64 of a list": ("!Base64 [a]", r"expected text, not \['a'\]"),
    "GetAZs of a list": ("!GetAZs [a]", r"expected text, not \['a'\]"),
    "Cidr of one": ("!Cidr [10.0.0.0/16]", r"every Fn::Cidr object requires a list of an IP block"),
    "Cidr of no block": ("!Cidr [10.0.0/16, 1, 8]", r"Fn::Cidr > 0\): '10.0.0/16' is no block of IP addresses"),
    "Cidr of too many": ("!Cidr [10.0.0.0/24, 3, 7]", r"Fn::Cidr\).* 10.0.0.0/24 does not have 3 blocks of 7 bits"),
    "Cidr of larger blocks": ("!Cidr [10.0.0.0/24, 1, 9]", r"10.0.0.0/24 does not have 1 blocks of 9 bits"),
    "Cidr of none": ("!Cidr [10.0.0.0/24, 0, 7]", r"does not have 0 blocks"),
    "Cidr of 257": ("!Cidr [10.0.0.0/8, 257, 8]", r"does not have 257 blocks"),
    "ImportValue": ("!ImportValue vpc", r"No export named vpc found\. " + SUPPLY % (("Fn::ImportValue:vpc",) * 2)),
    "a dynamic reference": ("'{{resolve:ssm:/app/key}}'", r"the value of \{\{resolve:ssm:/app/key\}\} is not in the template\. " + SUPPLY % (("resolve:ssm:/app/key",) * 2)),
    "a dynamic reference to no service": ("'{{resolve:s3:x}}'", r"there is no service 's3': expected one of ssm, ssm-secure, secretsmanager"),
    "a key of a secret": ("'{{resolve:secretsmanager:a:SecretString:b}}'", r"Supply it with template_values=\{'resolve:secretsmanager:a:SecretString:b'"),
    "Length": ("!Length [a]", r"Fn::Length needs the language extensions: expected 'Transform: AWS::LanguageExtensions'"),
    "ToJsonString": ("!ToJsonString {a: b}", r"Fn::ToJsonString needs the language extensions"),
    "ForEach": ("{'Fn::ForEach::A': [X, [a], {'${X}': 1}]}", r"Fn::ForEach::A needs the language extensions"),
    "an unknown function": ("Fn::Joi: [',', [a]]", r"there is no intrinsic function Fn::Joi\. Did you mean 'Fn::Join'\?$"),
    "a function beside another key": ("{Fn::Sub: a, Other: b, More: c}", r"It\): Fn::Sub stands alone in its mapping: expected no 'Other', 'More' beside it"),
    "two functions": ("{Fn::Sub: a, Fn::Join: b}", r"Fn::Sub stands alone in its mapping"),
    "a condition": ("!Equals [a, b]", r"Fn::Equals stands in Conditions only: give it a name there, which Fn::If takes"),
    "a function of rules": ("!Contains [[a], a]", r"Fn::Contains stands in Rules only"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_one_clear_error_each(case: str) -> None:
    value, message = CASES[case]
    with pytest.raises(ConfigurationError, match=HERE) as caught:
        resolved(value, REST)
    assert caught.match(message)


EXTENSIONS = {
    "Length of text": ("!Length abc", r"Fn::Length requires a list, or a function that returns one"),
    "ToJsonString of text": ("!ToJsonString abc", r"Fn::ToJsonString expects a mapping or a list, not 'abc'"),
    "FindInMap without a default": ("!FindInMap [Sizes, x, small, {}]", r"Unable to get mapping for Sizes::x::small"),
    "FindInMap of five": ("!FindInMap [Sizes, x, small, {DefaultValue: 1}, a]", r"every Fn::FindInMap object requires three"),
    "Ref of a function that gives a list": ("Ref: !Split [',', 'a,b']", r"expected text, not \['a', 'b'\]"),
}  # fmt: skip


@pytest.mark.parametrize("case", EXTENSIONS)
def test_language_extensions(case: str) -> None:
    value, message = EXTENSIONS[case]
    with pytest.raises(ConfigurationError, match=HERE) as caught:
        resolved(value, REST + EXTENDED)
    assert caught.match(message)


def test_the_line() -> None:
    with pytest.raises(ConfigurationError, match=r"^t\.yaml, line 9 \(Resources > Holder > Properties > It > a > 1 > Ref\): "):
        resolved("a:\n  - 1\n  - !Ref Nothing\n")


@pytest.mark.parametrize("secret", ["no JSON", "[1]", '{"b": [1]}', {"c": 1}, 5])
def test_a_secret_without_the_key(secret: object) -> None:
    with pytest.raises(ConfigurationError, match=r"Supply it with template_values=\{'resolve:secretsmanager:a:SecretString:b'"):
        resolved("'{{resolve:secretsmanager:a:SecretString:b}}'", values={"resolve:secretsmanager:a": secret})


def test_a_key_that_is_nearly_supplied() -> None:
    with pytest.raises(ConfigurationError, match=r"No export named vpc found. Did you mean 'Fn::ImportValue:vcp'\? Supply it"):
        resolved("!ImportValue vpc", values={"Fn::ImportValue:vcp": 1})


def test_what_a_condition_takes_away() -> None:
    text = around("[!Ref Gone]").replace(
        "Resources:\n", "Conditions: {C: !Equals [a, b]}\nResources:\n  Gone: {Type: AWS::SQS::Queue, Condition: C}\n"
    )
    for function, message in (("!Ref Gone", r"dependencies \[Gone\]"), ("!GetAtt Gone.Arn", "undefined resource Gone")):
        found = evaluator(text.replace("!Ref Gone", function))
        with pytest.raises(ConfigurationError, match=f"{message}.*Its condition C does not hold"):
            found.resolve(found.template.resources["Holder"].properties)


def test_without_identities() -> None:
    with pytest.raises(ConfigurationError, match=r"what Ref gives of Queue is not known\. Supply it with .*'Queue': …"):
        resolved("!Ref Queue", identities=None)
    with pytest.raises(ConfigurationError, match=r"the attribute Arn of AWS::SQS::Queue is not known"):
        resolved("!GetAtt Queue.Arn", identities=None)


CONDITIONS = {
    "a resource": ("C: !Equals [!Ref Queue, a]", r"C > Fn::Equals > 0 > Ref\): Template format error: Unresolved dependencies \[Queue\]\. Cannot reference resources in the Conditions block of the template"),
    "a resource in a text": ("C: !Equals [!Sub '${Queue.Arn}', a]", r"Cannot reference resources in the Conditions block"),
    "itself": ("C: !Not [!Condition C]", r"Conditions > C\): Circular dependency between conditions: C -> C"),
    "a circle": ("C: !Not [!Condition D]\n  D: !Not [!Condition E]\n  E: !Not [!Condition D]", r"Conditions > D\): Circular dependency between conditions: D -> E -> D"),
    "nobody": ("C: !Not [!Condition D]", r"C > Fn::Not > 0 > Condition\): Template error: unresolved condition dependency D"),
    "text": ("C: text", r"Conditions > C\): expected one of Fn::And, Fn::Equals, Fn::Not, Fn::Or, Condition, not 'text'"),
    "another function": ("C: !Sub text", r"Conditions > C\): expected one of Fn::And"),
    "Equals of one": ("C: !Equals [a]", r"every Fn::Equals object requires a list of 2 values"),
    "Equals of text": ("C: !Equals a", r"every Fn::Equals object requires a list of 2 values"),
    "And of one": ("C: !And [!Equals [a, a]]", r"every Fn::And object requires a list of 2 to 10 values"),
    "Or of eleven": (f"C: !Or [{', '.join(['!Equals [a, b]'] * 11)}]", r"every Fn::Or object requires a list of 2 to 10 values"),
    "Not of two": ("C: !Not [!Equals [a, a], !Equals [a, a]]", r"every Fn::Not object requires a list of 1 values"),
}  # fmt: skip


@pytest.mark.parametrize("case", CONDITIONS)
def test_conditions(case: str) -> None:
    text, message = CONDITIONS[case]
    found = evaluator(f"Resources: {{Queue: {{Type: AWS::SQS::Queue}}}}\nConditions:\n  {text}\n")
    with pytest.raises(ConfigurationError, match=r"^t\.yaml, line \d+ \(Conditions > ") as caught:
        found.holds("C")
    assert caught.match(message)
    with pytest.raises(ConfigurationError):  # asked again it is no better
        found.check()


def test_a_condition_that_is_not_there() -> None:
    with pytest.raises(ConfigurationError, match=r"^t\.yaml: Template error: unresolved condition dependency C"):
        evaluator("Resources: {Queue: {Type: AWS::SQS::Queue}}").holds("C")


def test_outputs_are_text() -> None:
    with pytest.raises(ConfigurationError, match=r"^t\.yaml, line 2 \(Outputs > A > Value\): expected text, not \[1\]"):
        evaluator("Resources: {Queue: {Type: AWS::SQS::Queue}}\nOutputs: {A: {Value: [1]}}").outputs()
