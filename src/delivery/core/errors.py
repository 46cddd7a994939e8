"""Refusals that a person is told about: each says what happened and what to do now."""


class Refusal(Exception):
    """The request cannot be done; the docstring is the sentence for the person, and the msgid of its translations."""

    code = "refused"

    @property
    def sentence(self) -> str:
        return (type(self).__doc__ or "").strip()
