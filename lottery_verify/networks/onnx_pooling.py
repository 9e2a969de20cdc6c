"""ONNX operators that average over windows."""

from __future__ import annotations

from onnx import NodeProto, helper

from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.onnx_walk import Walk
from lottery_verify.networks.pooling import adaptive, average, exhausts


def average_pool(walk: Walk, node: NodeProto, where: str) -> None:
    """AveragePool without padding or gaps."""
    spatial = _spatial(walk, node, where)
    options = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    kernel = tuple(options.get("kernel_shape", ()))
    strides = tuple(options.get("strides", (1,) * len(kernel)))
    if len(kernel) != len(spatial) or len(strides) != len(kernel):
        raise UnsupportedNetwork(f"{where}: a window of {len(kernel)} dimensions over {list(walk.shape)}")
    if any(options.get("pads", ())) or options.get("auto_pad", b"NOTSET") not in (b"NOTSET", b"VALID"):
        raise UnsupportedNetwork(f"{where}: it pads the tensor; only windows that lie inside it are read")
    if any(step != 1 for step in options.get("dilations", ())):
        raise UnsupportedNetwork(f"{where}: its windows have gaps (dilations)")
    if options.get("ceil_mode") and not exhausts(spatial, kernel, strides):
        raise UnsupportedNetwork(f"{where}: ceil_mode makes windows that reach beyond {list(walk.shape)}")
    walk.resize((1, *average(walk.chain, walk.shape[1:], kernel, strides, where)), where)


def global_average_pool(walk: Walk, node: NodeProto, where: str) -> None:
    """GlobalAveragePool."""
    spatial = _spatial(walk, node, where)
    walk.resize((1, *adaptive(walk.chain, walk.shape[1:], (1,) * len(spatial), where)), where)


def _spatial(walk: Walk, node: NodeProto, where: str) -> tuple[int, ...]:
    """The dimensions behind batch and channels."""
    walk.place(node, where)
    if len(walk.shape) < 3 or walk.shape[0] != 1:
        raise UnsupportedNetwork(
            f"{where} takes a tensor of shape {list(walk.shape)}; expected a batch of one, channels and more"
        )
    return walk.shape[2:]
