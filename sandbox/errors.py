"""The one error that the command shows to its user."""


class SandboxError(Exception):
    """Something in the call or the configuration is wrong; the text is one sentence that says what."""
