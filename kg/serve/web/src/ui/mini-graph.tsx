// A small graph as SVG with every name written out: what one paper says, at a glance.

import { useMemo } from "preact/hooks";
import type { GraphShape } from "../api/shapes";
import { arrange } from "../graph/arrange";
import { edgeColour, nodeColour, nodeShape } from "../graph/look";
import { palette } from "../graph/palette";
import { outline } from "../model/glyph";
import { EMPTY, withShape, type Network } from "../model/network";
import { shortened } from "../model/text";
import { DEFAULT_VIEW } from "../model/view";
import { visible } from "../model/visible";
import { ontology } from "../state";
import { follow, href } from "../address";

const EDGE_MARGIN = 70;

export function MiniGraph({ shape, centre }: { shape: GraphShape; centre: string }) {
  const terms = ontology.value;
  const drawn = useMemo(() => {
    if (!terms) return null;
    const network = withShape(EMPTY, shape, terms);
    const view = { ...DEFAULT_VIEW, scope: { kind: "ids", ids: [...network.nodes.keys()] } as const };
    const shown = visible(network, view);
    const places = arrange(network, shown, { kind: "ego", id: centre, depth: 1 }, [], 84);
    return places ? { network, places } : null;
  }, [shape, centre, terms]);
  if (!drawn || drawn.network.nodes.size < 2) return null;
  const { network, places } = drawn;
  const xs = [...places.values()].map((place) => place.x);
  const ys = [...places.values()].map((place) => place.y);
  const [left, top] = [Math.min(...xs) - EDGE_MARGIN, Math.min(...ys) - 24];
  const box = [left, top, Math.max(...xs) - left + EDGE_MARGIN, Math.max(...ys) - top + 34];
  return (
    <div class="mini-box" tabIndex={0} role="region" aria-label="Graph of the paper">
    <svg class="mini" viewBox={box.join(" ")} role="group" aria-label={`Graph of ${String(network.nodes.size)} nodes`}>
      <Lines network={network} places={places} />
      <Points network={network} places={places} centre={centre} />
    </svg>
    </div>
  );
}

interface Drawn {
  network: Network;
  places: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
}

function Lines({ network, places }: Drawn) {
  return (
    <g fill="none">
      {[...network.edges.values()].map((edge) => {
        const from = places.get(edge.source);
        const to = places.get(edge.target);
        if (!from || !to) return null;
        return <path key={edge.key} d={`M${String(from.x)} ${String(from.y)}L${String(to.x)} ${String(to.y)}`} stroke={edgeColour(edge, palette.value)} stroke-width="1.3" opacity="0.7" />;
      })}
    </g>
  );
}

function Points({ network, places, centre }: Drawn & { centre: string }) {
  return (
    <>
      {[...network.nodes.values()].map((node) => {
        const at = places.get(node.id);
        if (!at) return null;
        const address = href("/", { node: node.id });
        const open = (event: MouseEvent) => {
          if (event.ctrlKey || event.metaKey || event.button !== 0) return;
          event.preventDefault();
          follow(address);
        };
        return (
          <a key={node.id} href={address} onClick={open}>
            <path d={outline(nodeShape(node), at.x, at.y, node.id === centre ? 9 : 6)} fill={nodeColour(node, DEFAULT_VIEW, palette.value)} />
            <text x={at.x} y={at.y + 19} text-anchor="middle">
              {shortened(node.label, 22)}
            </text>
          </a>
        );
      })}
    </>
  );
}
