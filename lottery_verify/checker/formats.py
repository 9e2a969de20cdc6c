"""Names, limits and digests of the file formats; standard library only."""

import hashlib

NETWORK_FORMAT, TICKET_FORMAT = "lottery_verify.network/1", "lottery_verify.ticket/1"
CODED_FORMAT = "lottery_verify.ticket/2"  # the same tickets, with masks as codes
SIDED_FORMAT = "lottery_verify.ticket/3"  # of shape free, where the neurons of some layer serve one output each
TICKET_FORMATS = TICKET_FORMAT, CODED_FORMAT, SIDED_FORMAT
DIVIDED_FORMAT = "lottery_verify.network/2"  # of a network whose outputs are divided, as averages need it
CERTIFICATE_FORMAT, PROOF_FORMAT = "lottery_verify.certificate/1", "lottery_verify.certificate/2"
ANSWER_FORMAT = "lottery_verify.answer/1"
METADATA_KEY, SEMANTICS = "lottery_verify", "exact real arithmetic of the stored weights"
MAX_FILE_BYTES, MAX_HEADER_BYTES, MAX_CERTIFICATE_BYTES, MAX_PRECISION = 1 << 30, 1 << 24, 1 << 26, 1024

def digest(kind: str, header: str, tensors: dict[str, bytes]) -> str:
    """"<kind>:sha256:…" of a file's meaning: its header and its tensors' little-endian bytes by name."""
    h = hashlib.sha256()
    for part in (kind.encode(), header.encode(), *(p for n in sorted(tensors) for p in (n.encode(), tensors[n]))):
        h.update(len(part).to_bytes(8, "little"))
        h.update(part)
    return f"{kind}:sha256:{h.hexdigest()}"
