"""A mail catcher on this machine, for tests and the demo. Start with `MailCatcher`."""

from delivery.sandbox.mail.catcher import MailCatcher, Security
from delivery.sandbox.mail.faults import SmtpFault, SmtpFaults, Stage
from delivery.sandbox.mail.letters import Letter

__all__ = ["Letter", "MailCatcher", "Security", "SmtpFault", "SmtpFaults", "Stage"]
