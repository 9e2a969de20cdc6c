"""A ticket's law and region in words."""

from lottery_verify.checker.source import Law


def describe_law(law: Law) -> str:
    """The law in words."""
    if law.name == "uniform":
        return f"uniform on [-2^{law.lower}, 2^{law.lower}]"
    return f"hyperbolic on [2^{law.lower / 65536:.3f}, 2^{law.upper / 65536:.3f}]"


def describe_region(region: dict[str, object]) -> str:
    """The region in words."""
    if region.get("kind") == "ball":
        return f"the l2 ball of radius {region.get('radius')} around {'a point' if 'centre' in region else 0}"
    lower, upper = region.get("lower"), region.get("upper")
    if isinstance(lower, list) and isinstance(upper, list) and len(lower) == 1:
        return f"[{lower[0]}, {upper[0]}]^{region.get('width')}"
    return f"a box of {region.get('width')} inputs"
