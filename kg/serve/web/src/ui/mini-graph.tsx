// A small graph as SVG with every name written out but that of its centre, which the page bears: what one paper says, what
// stands around one thing, at a glance.

import { useMemo } from "preact/hooks";
import type { GraphShape } from "../api/shapes";
import { follow, href } from "../address";
import { arrange } from "../graph/arrange";
import { edgeColour, nodeColour, nodeShape } from "../graph/look";
import { palette } from "../graph/palette";
import { wings, type Wings } from "../graph/wings";
import { outline } from "../model/glyph";
import { EMPTY, withShape, type Edge, type Network, type Node } from "../model/network";
import { shortened } from "../model/text";
import { DEFAULT_VIEW } from "../model/view";
import { visible } from "../model/visible";
import { ontology } from "../state";

const LETTER = 6.4; // pixels that a letter takes, about
const NARROW = 700;
const MOST = 48; // names

export function MiniGraph({ shape, centre, name }: { shape: GraphShape; centre: string; name: string }) {
  const terms = ontology.value;
  const room = window.innerWidth < NARROW ? { width: Math.max(320, window.innerWidth - 32), names: 122 } : { width: 860, names: 250 };
  const drawn = useMemo(() => {
    if (!terms) return null;
    const network = withShape(EMPTY, shape, terms);
    return { network, wings: wings(centre, ringOf(network, centre), room) };
  }, [shape, centre, terms, room.width]);
  if (!drawn || drawn.network.nodes.size < 2) return null;
  const { width, height } = drawn.wings;
  const letters = Math.floor((room.names - 16) / LETTER);
  return (
    <div class="mini-box">
      <svg class="mini" viewBox={`0 0 ${String(width)} ${String(height)}`} role="group" aria-label={name}>
        <Lines network={drawn.network} places={drawn.wings} />
        {[...drawn.wings.places].map(([id, at]) => {
          const node = drawn.network.nodes.get(id);
          return node && <Point key={id} node={node} at={at} side={id === centre ? 0 : at.x < width / 2 ? -1 : 1} letters={letters} />;
        })}
      </svg>
    </div>
  );
}

/** The nodes but the centre, in the order in which rings around it would show them. */
function ringOf(network: Network, centre: string): string[] {
  const ids = [...network.nodes.keys()];
  const shown = visible(network, { ...DEFAULT_VIEW, scope: { kind: "ids", ids } });
  const places = arrange(network, shown, { kind: "ego", id: centre, depth: 1 }, []);
  const middle = places?.get(centre) ?? { x: 0, y: 0 };
  const turn = (id: string) => {
    const at = places?.get(id) ?? middle;
    return (Math.atan2(at.x - middle.x, middle.y - at.y) + 2 * Math.PI) % (2 * Math.PI);
  };
  const degree = (id: string) => network.nodes.get(id)?.degree ?? 0;
  const others = ids.filter((id) => id !== centre).sort((a, b) => degree(b) - degree(a)).slice(0, MOST);
  return others.sort((a, b) => turn(a) - turn(b));
}

function Lines({ network, places: { places, width, height } }: { network: Network; places: Wings }) {
  const middle = { x: width / 2, y: height / 2 };
  const path = (edge: Edge) => {
    const from = places.get(edge.source);
    const to = places.get(edge.target);
    if (!from || !to) return "";
    const at = ({ x, y }: { x: number; y: number }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
    const bent = { x: (from.x + to.x) / 4 + middle.x / 2, y: (from.y + to.y) / 4 + middle.y / 2 };
    return `M${at(from)}Q${at(bent)} ${at(to)}`;
  };
  return (
    <g fill="none">
      {[...network.edges.values()].map((edge) => (
        <path key={edge.key} d={path(edge)} stroke={edgeColour(edge, palette.value)} stroke-width="1.4" opacity="0.75" />
      ))}
    </g>
  );
}

function Point({ node, at, side, letters }: { node: Node; at: { readonly x: number; readonly y: number }; side: -1 | 0 | 1; letters: number }) {
  const address = href("/", { node: node.id });
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.button !== 0) return;
    event.preventDefault();
    follow(address);
  };
  return (
    <a href={address} onClick={open}>
      <title>{node.label}</title>
      <path d={outline(nodeShape(node), at.x, at.y, side ? 6 : 10)} fill={nodeColour(node, DEFAULT_VIEW, palette.value)} />
      {side !== 0 && (
        <text x={at.x + side * 12} y={at.y + 4} text-anchor={side < 0 ? "end" : "start"}>
          {shortened(node.label, letters)}
        </text>
      )}
    </a>
  );
}
