"""The interactive page: one HTML file by pyvis, with a template of our own, that works without a network.

pyvis holds the nodes and edges and renders the template; its own template, its physics and its addresses of other
servers stay out. vis-network comes from the pyvis package and is put into the file. Every text goes in as JSON and is
shown by `textContent`; the Content-Security-Policy allows only the scripts and the style whose digests it names.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pyvis
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pyvis.network import Network

from kg.ontology import Ontology
from kg.view.page import Texts, edge_data, node_data, page_data
from kg.view.safe import NOT_XML
from kg.view.scene import Scene, SceneNode

TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = (
    "model.js",
    "dom.js",
    "colours.js",
    "network.js",
    "labels.js",
    "filters.js",
    "card.js",
    "search.js",
    "table.js",
    "main.js",
)
"""The page's own scripts, in the order in which they are put together."""
LISTED = 100
"""How many nodes the table shows that stands in for the graph where scripts do not run."""


def html(scene: Scene, ontology: Ontology, *, title: str = "Knowledge graph") -> str:
    """The scene as a page: legend, search, cards with evidence. The text can always be written as UTF-8."""
    network = Network(directed=True, cdn_resources="in_line")
    network.set_template_dir(str(TEMPLATES), "graph.html")
    network.templateEnv = _environment()
    network.heading = NOT_XML.sub("", title)
    texts = Texts.of(scene)
    number = {node.id: index for index, node in enumerate(scene.nodes)}
    for node in scene.nodes:
        look = {"shape": node.shape, "color": node.colour, "size": node.size, "x": node.x, "y": node.y}
        network.add_node(number[node.id], label=node.label or node.id, kg=node_data(node, texts), **look)
    for edge in scene.edges:
        ends = (number[edge.source], number[edge.target])
        network.add_edge(*ends, color=edge.colour, kg=edge_data(edge, texts))
    scripts = [_vis_network(), _own_script()]
    network.templateEnv.globals["page"] = {
        "data": page_data(scene, ontology, texts),
        "policy": _policy(scripts, [_style()]),
        "style": Markup(_style()),  # noqa: S704 (our own file)
        "scripts": [Markup(script) for script in scripts],  # noqa: S704 (our own files, and vis-network)
        "listed": [(NOT_XML.sub("", node.label), node.type, node.degree) for node in _best(scene)],
        "notice": scene.notice,
    }
    page: str = network.generate_html("graph.html")
    return page


def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    return environment


def _best(scene: Scene) -> list[SceneNode]:
    return sorted(scene.nodes, key=lambda node: (-node.degree, node.id))[:LISTED]


def _vis_network() -> str:
    """vis-network as pyvis ships it, less the line that names its source map, a file beside it that there is not."""
    path = next(Path(pyvis.__file__).parent.glob("templates/lib/vis-9.1*/vis-network.min.js"))
    return path.read_text(encoding="utf-8").partition("//# sourceMappingURL")[0]


def _own_script() -> str:
    parts = [(TEMPLATES / name).read_text(encoding="utf-8") for name in SCRIPTS]
    return "(() => {\n'use strict';\n" + "\n".join(parts) + "})();\n"


def _style() -> str:
    return (TEMPLATES / "graph.css").read_text(encoding="utf-8")


def _policy(scripts: list[str], styles: list[str]) -> str:
    allowed = {"script-src": scripts, "style-src": styles}
    digests = "; ".join(f"{name} {' '.join(_digest(text) for text in texts)}" for name, texts in allowed.items())
    return f"default-src 'none'; {digests}; img-src data:; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
