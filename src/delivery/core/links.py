"""The addresses that go out: links to the pages, envelope senders, message ids. None holds an address of a reader."""

from dataclasses import dataclass

from delivery.core.language import Language
from delivery.core.tokens import Purpose, SigningKeys, sign
from delivery.core.week import Week


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links under `public_url` and mail addresses under `mail_domain`, signed with `keys`."""

    public_url: str
    mail_domain: str
    keys: SigningKeys

    def confirm(self, token: str) -> str:
        """The page with the button that confirms an address."""
        return f"{self.public_url}/c/{token}"

    def unsubscribe(self, subscription_id: int) -> str:
        """The unsubscribe page; a POST to it acts at once (RFC 8058)."""
        return f"{self.public_url}/u/{sign(self.keys, Purpose.UNSUBSCRIBE, subscription_id)}"

    def unsubscribe_mail(self, subscription_id: int) -> str:
        """The mailbox that takes unsubscriptions by mail."""
        return f"u+{sign(self.keys, Purpose.UNSUBSCRIBE, subscription_id)}@{self.mail_domain}"

    def bounce(self, delivery_id: int) -> str:
        """The envelope sender (VERP): a bounce names its delivery."""
        return f"b+{sign(self.keys, Purpose.BOUNCE, delivery_id)}@{self.mail_domain}"

    def message_id(self, delivery_id: int) -> str:
        """The Message-ID, the same at every try of one delivery."""
        return f"<{sign(self.keys, Purpose.MESSAGE_ID, delivery_id)}@{self.mail_domain}>"

    def home(self, language: Language) -> str:
        return f"{self.public_url}/{language}/"

    def edition(self, week: Week, language: Language) -> str:
        """The edition's permanent page."""
        return f"{self.public_url}/{language}/{week}/"
