"""What the caller of a hook has to know. To find out whether somebody does takes the same steps
whatever they offer, and however many secrets are active."""

import hashlib
import hmac
import secrets as dice
from collections.abc import Sequence

KEY_HEADER = "x-lockstep-key"
_ACTIVE = 2


class Keys:
    """Two secrets are active while one is being changed; without any nobody is trusted."""

    def __init__(self, secrets: Sequence[str]) -> None:
        known = [_digest(each) for each in secrets if each][:_ACTIVE]
        nobodys = [dice.token_bytes(32) for _ in range(_ACTIVE - len(known))]
        self._digests = known + nobodys

    def know(self, *offered: str) -> bool:
        """Whether one of these is an active secret."""
        found = False
        for each in map(_digest, offered):
            for known in self._digests:
                found |= hmac.compare_digest(each, known)
        return found


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
