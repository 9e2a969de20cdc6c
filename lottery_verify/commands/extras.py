"""Which extra brings a package that a command needs: the base install is what checking needs, which is nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from lottery_verify.errors import MissingPackage

# import name → extra of pyproject.toml that brings it
EXTRA_OF = {
    **dict.fromkeys(
        (
            "highspy",
            "hypothesis",
            "jinja2",
            "latex2mathml",
            "markupsafe",
            "matplotlib",
            "mpmath",
            "numpy",
            "onnx",
            "rich",
            "safetensors",
            "scipy",
            "shtab",
            "sympy",
            "threadpoolctl",
            "torch",
        ),
        "full",
    ),
    "dask": "cluster",
    "distributed": "cluster",
    "mlxtend": "studies",
    "sklearn": "studies",
    "crosshair": "fuzz",
    "hypothesis_crosshair_provider": "fuzz",
    "redis": "fuzz",
}


@contextmanager
def extras_named() -> Iterator[None]:
    """Turns the failed import of a package that an extra brings into an error that says what to install.

    Raises:
        MissingPackage: the block imports a package of EXTRA_OF that is not installed. Any other failed import stays
            what it is: a fault of this package.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        name = (error.name or "").partition(".")[0]
        if name not in EXTRA_OF:
            raise
        raise MissingPackage(
            f"this needs the package {name!r}, which is not installed; type: "
            f"pip install 'lottery-verify[{EXTRA_OF[name]}]'",
            name=name,
        ) from error
