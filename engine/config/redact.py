"""A text that may hold credentials -> the same text without them."""

import re

# The last @ ends the credentials: a password that nobody percent-encoded may hold @, and in a URI of MongoDB / as well.
_DATABASE = re.compile(r"(mongodb(?:\+srv)?://)[^\s\"']*@", re.IGNORECASE)
_USER_INFO = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*://)[^/?#\s]*@")
_PARAMETER = re.compile(
    r"([?&;](?:password|passwd|token|secret|api_?key|access_?key|tlsCertificateKeyFilePassword|authMechanismProperties)=)"
    r"[^&;#\s]*",
    re.IGNORECASE,
)


def redact(text: str) -> str:
    """Return the text with the user and password of every address, and secret parameters, replaced by ***."""
    return _PARAMETER.sub(r"\1***", _USER_INFO.sub(r"\1***@", _DATABASE.sub(r"\1***@", text)))
