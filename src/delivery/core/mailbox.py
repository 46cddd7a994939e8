"""Mail addresses: checked strictly, written one way, so that equal mailboxes are equal texts."""

from email_validator import EmailNotValidError, validate_email

from delivery.core.errors import Refusal


class NotAnAddress(Refusal):
    """This does not look like an e-mail address. Please check it and send it again."""

    code = "not-an-address"


def mailbox(text: str) -> str:
    """The address in its normal form (IDN kept readable, domain in lower case). Raises NotAnAddress.

    Nothing is looked up: a DNS query for the domain would tell a stranger's server who is subscribing.
    """
    try:
        return validate_email(text.strip(), check_deliverability=False, strict=True, allow_smtputf8=True).normalized
    except EmailNotValidError:
        raise NotAnAddress from None
