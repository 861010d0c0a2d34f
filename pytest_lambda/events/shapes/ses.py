"""The event of a receipt rule of SES (AWS: Lambda action, example event)."""

from __future__ import annotations

from typing import Literal, TypedDict


class SesHeader(TypedDict):
    """One header of the mail."""

    name: str
    value: str


_CommonBase = TypedDict(
    "_CommonBase",
    {"returnPath": str, "from": list[str], "date": str, "to": list[str], "messageId": str, "subject": str},
)


class SesCommonHeaders(_CommonBase, total=False):
    """The headers that most programs want."""

    cc: list[str]
    bcc: list[str]
    sender: list[str]
    replyTo: list[str]


class SesMail(TypedDict):
    """The mail without its content."""

    timestamp: str
    source: str
    messageId: str
    destination: list[str]
    headersTruncated: bool
    headers: list[SesHeader]
    commonHeaders: SesCommonHeaders


class SesVerdict(TypedDict):
    """What a check has found."""

    status: Literal["PASS", "FAIL", "GRAY", "PROCESSING_FAILED", "DISABLED"]


class SesAction(TypedDict):
    """What the rule does."""

    type: Literal["Lambda"]
    functionArn: str
    invocationType: Literal["Event", "RequestResponse"]


class SesReceiptBase(TypedDict):
    """What every receipt has."""

    timestamp: str
    processingTimeMillis: int
    recipients: list[str]
    spamVerdict: SesVerdict
    virusVerdict: SesVerdict
    spfVerdict: SesVerdict
    dkimVerdict: SesVerdict
    dmarcVerdict: SesVerdict
    action: SesAction


class SesReceipt(SesReceiptBase, total=False):
    """What SES thinks of the mail."""

    #: if DMARC has failed
    dmarcPolicy: Literal["none", "quarantine", "reject"]


class SesMessage(TypedDict):
    """A mail and its receipt."""

    mail: SesMail
    receipt: SesReceipt


class SesRecord(TypedDict):
    """One mail."""

    eventSource: Literal["aws:ses"]
    eventVersion: Literal["1.0"]
    ses: SesMessage


class SesEvent(TypedDict):
    """A mail has arrived: always one record."""

    Records: list[SesRecord]
