"""Names, limits and digests of the file formats; standard library only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

NETWORK_FORMAT = "lottery_verify.network/1"
TICKET_FORMAT = "lottery_verify.ticket/1"
CERTIFICATE_FORMAT = "lottery_verify.certificate/1"
SEMANTICS = "exact real arithmetic of the stored weights"
METADATA_KEY = "lottery_verify"
MAX_FILE_BYTES, MAX_HEADER_BYTES, MAX_CERTIFICATE_BYTES = 1 << 32, 1 << 24, 1 << 26
MAX_PRECISION = 1024


def canonical_json(value: object) -> str:
    """The one spelling of a header: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(kind: str, header: str, tensors: Mapping[str, bytes]) -> str:
    """"<kind>:sha256:…" of a file's meaning: its header and its tensors' little-endian bytes by name."""
    h = hashlib.sha256()
    for part in (kind.encode(), header.encode(), *(p for n in sorted(tensors) for p in (n.encode(), tensors[n]))):
        h.update(len(part).to_bytes(8, "little") + part)
    return f"{kind}:sha256:{h.hexdigest()}"
