"""What mkdocs does besides: it takes in pages that stand elsewhere, and fills in the lists that are computed."""

import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
# Pages and pictures of the site that stand outside docs/, where the tools that write them put them.
PAGES = ("CONTRIBUTING.md", "SECURITY.md", "proofs/README.md", "reports/**/*.md")
ELSEWHERE = (*PAGES, "reports/*.svg", "reports/index.html")
OPEN_PARTS = "<!-- the parts of the claims that no theorem states -->"


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Adds the files of ELSEWHERE under their own names."""
    for pattern in ELSEWHERE:
        for path in sorted(ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            files.append(File.generated(config, name, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Puts the computed list in the place that a page keeps for it."""
    return markdown.replace(OPEN_PARTS, open_parts())


def open_parts() -> str:
    """A list of every part of a claim that no audited Coq theorem states, with the reason, as Markdown."""
    from lottery_verify.claims.parts import PARTS

    lines = [
        f"- **{claim}**: {_escaped(part.name)}. *Why:* {_escaped(part.reason)}."
        for claim, parts in PARTS.items()
        for part in parts
        if not part.theorems
    ]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "*_<>[]|" else c for c in text)
