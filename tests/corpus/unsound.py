# ruff: noqa: E501 (one case is one line)
"""What must be rejected, and lies that do no harm or settle nothing."""

from fractions import Fraction

from tests.corpus.changes import bit, claim, factor, header, lower, witness


def add_cases(corpus):
    """Other claims than the certificate's, other bits, bounds too small."""
    def law(table, own, body):
        own["layers"][0]["law"]["upper"] -= 1 << 14

    corpus.case("rejected", "another-region", "shared", "it is about region the box [0, 1]^3, but asked is the box [0, 2]^3", region="box:0,2")
    corpus.case("rejected", "another-norm", "shared", "it is about norm", norm="l2")
    corpus.case("rejected", "another-seed", "shared", "names source seed 17, but asked is seed 18", seed=18)
    corpus.case("rejected", "a-network-has-no-seed", "plain", "names source seed None", seed=17)
    corpus.case("rejected", "another-target", "shared", "it is about target", target="plain.ticket.safetensors")
    corpus.case("rejected", "another-ticket", "shared", "it is about ticket", ticket="plain.ticket.safetensors")

    for name, base, change in (
        ("bit-of-u", "shared", bit("layers.0.u", 9)),
        ("bit-of-v", "shared", bit("layers.0.v", 17)),
        ("bit-of-v-in-the-last-layer", "shared", bit("layers.1.v", 35)),
        ("bias-bit", "dedicated", bit("layers.1.v", 8 * 6 + 2)),
        ("seed-changed", "shared", header(seed=18)),
        ("law-changed", "shared", law),
    ):
        file = corpus.tampered(base, name, change)
        corpus.case("rejected", name, base, "it is about ticket", ticket=file)
        corpus.case("rejected", f"{name}-and-digest", base, "claimed, ", ticket=file, certificate=corpus.renamed(base, name, file))

    for base, layer, key in (("shared", 0, "difference"), ("shared", 1, "norm"), ("deeper", 0, "difference"), ("ball", 0, "norm")):
        name = f"{base}-layer-{layer + 1}-{key}-too-small"
        corpus.case("rejected", name, base, f"layer {layer + 1}: {key} ", certificate=corpus.certificate(base, name, lower(layer, key)))

    tiny = str(Fraction(1, 10**6))
    corpus.case("rejected", "reduced-epsilon", "shared", "epsilon 0.00000", certificate=corpus.certificate("shared", "reduced", claim(epsilon=tiny)), epsilon=tiny)
    corpus.case("undecided", "enlarged-epsilon", "shared", "does not settle the", certificate=corpus.certificate("shared", "enlarged", claim(epsilon="100")))
    corpus.case("rejected", "negative-difference", "shared", "layer 1: difference", certificate=corpus.certificate("shared", "negative", lambda w: w["layers"][0].update(difference="-0x1")))
    corpus.case("rejected", "factor-tampered", "ball", "claimed, ", certificate=corpus.certificate("ball", "factor", factor))
    # A lie about the square is made good by the residual: the bound stays true, and here as small.
    corpus.case("accepted", "square-too-small", "ball", "accepted: sup", certificate=corpus.certificate("ball", "square", witness(square="0x1")))
    corpus.case("accepted", "square-negative", "ball", "accepted: sup", certificate=corpus.certificate("ball", "square-negative", witness(square="-0x1" + "0" * 60)))
