"""The corpus as it is made: files by name, cases by verdict and name, and changes of files."""

import json
from fractions import Fraction

from lottery_verify.certificates.certificate import certify
from lottery_verify.checker.formats import PROOF_FORMAT
from lottery_verify.checker.regions import parse_region
from lottery_verify.networks.network import Network
from tests.corpus.parts import digest_of, edited, target_of

CODES = {"accepted": 0, "rejected": 1, "malformed": 2, "undecided": 3}


class Corpus:
    """Files and cases.

    Attributes:
        files: bytes by name.
        cases: what is asked of which files, and what must come of it, by "verdict/name.json".
        asked: for each pair of networks the claim that its certificate states.
        networks: the pairs themselves.
    """

    def __init__(self):
        self.files, self.cases, self.asked, self.networks = {}, {}, {}, {}

    def pair(self, name, made, places, region, norm="linf", spectral=None, other=None, precision=48):
        """A target, a ticket and a certificate of format 1."""
        target = made if isinstance(made, Network) else target_of(made, places)
        self.files[f"{name}.target.safetensors"] = target.canonical()
        self.files[f"{name}.ticket.safetensors"] = (other or made).canonical()
        self.networks[name] = target, other or made
        box = parse_region(region, target.widths[0])
        proof = certify(other or made, target, region=box, norm=norm, precision=precision, spectral=spectral)
        unit = 10**4 if precision == 48 else 2**precision
        stated = Fraction(-(-proof.proved * unit // 1) + 1, unit)
        self.files[f"{name}.json"] = proof.claiming(stated).to_json().encode()
        self.asked[name] = {"region": region, "norm": norm, "epsilon": str(stated), "seed": None}

    def proof(self, base, name, steps, epsilon, precision=64, **claim):
        """A certificate of format 2 about a pair's networks."""
        whole = json.loads(self.files[f"{base}.json"])
        whole["claim"] |= {"epsilon": epsilon, **claim}
        head = {"format": PROOF_FORMAT, "semantics": whole["semantics"], "claim": whole["claim"]}
        text = json.dumps({**head, "precision": precision, "steps": steps}, separators=(",", ":"))
        self.files[f"{name}.json"] = text.encode()
        return f"{name}.json"

    def proved(self, verdict, name, base, words, steps, epsilon, asked=None, precision=64, **claim):
        """A case of format 2: steps that state an epsilon, which is asked too unless another is."""
        file = self.proof(base, f"proof-{name}", steps, epsilon, precision, **claim)
        self.case(verdict, name, base, words, certificate=file, epsilon=asked or epsilon)

    def case(self, verdict, name, base, words, **changed):
        """One case: a pair's files and claim but for what is changed."""
        names = {
            "certificate": f"{base}.json",
            "ticket": f"{base}.ticket.safetensors",
            "target": f"{base}.target.safetensors",
        }
        ends = {"exit": CODES[verdict], "reason": words}
        self.cases[f"{verdict}/{name}.json"] = {**names, **self.asked[base], **changed, **ends}

    def tampered(self, base, name, change):
        """A changed ticket."""
        self.files[f"{name}.ticket.safetensors"] = edited(self.files[f"{base}.ticket.safetensors"], change)
        return f"{name}.ticket.safetensors"

    def renamed(self, base, name, file):
        """The certificate that names a changed ticket, so that only the steps can tell."""
        certificate = json.loads(self.files[f"{base}.json"])
        certificate["claim"]["ticket"] = digest_of(self.files[file])
        self.files[f"{name}.json"] = json.dumps(certificate, indent=1).encode()
        return f"{name}.json"

    def certificate(self, base, name, change):
        """A changed certificate."""
        whole = json.loads(self.files[f"{base}.json"])
        change(whole)
        self.files[f"{name}.json"] = json.dumps(whole, indent=1).encode()
        return f"{name}.json"

    def built(self):
        """The bytes of each file by its path below the corpus' folder."""
        made = {f"files/{name}": blob for name, blob in self.files.items()}
        return made | {name: (json.dumps(value, indent=1) + "\n").encode() for name, value in self.cases.items()}
