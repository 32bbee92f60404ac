// The keyboard on the drawing: arrows walk from node to node, or move the map when none is chosen.

import { collapse, expand, hide, pin, redo, selectNode, selectNothing, showAround, undo } from "../actions";
import { across } from "../model/network";
import { network, shown, view } from "../state";
import { towards, type Spot, type Way } from "./keys-way";
import { fit, focusNode, inSight, pan, stage, zoom } from "./focus";

const ARROWS: Readonly<Record<string, Way>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function* spots(ids: Iterable<string>): Iterable<Spot> {
  for (const id of ids) {
    const at = stage.value?.drawn(id);
    if (at) yield { id, x: at.x, y: at.y };
  }
}

function walk(way: Way): void {
  const id = view.value.node;
  const at = id ? stage.value?.drawn(id) : null;
  if (!at) {
    pan(way[0] * 0.1, -way[1] * 0.1);
    return;
  }
  const from = { id, x: at.x, y: at.y };
  const beside = (network.value.at.get(id) ?? []).filter((edge) => shown.value.edges.has(edge.key)).map((edge) => across(edge, id));
  const next = towards(from, spots(beside), way) || towards(from, spots(shown.value.nodes), way);
  if (!next) return;
  selectNode(next);
  if (!inSight(next)) focusNode(next);
}

const ALONE: Readonly<Record<string, () => void>> = {
  "+": () => { zoom(1 / 1.5); },
  "=": () => { zoom(1 / 1.5); },
  "-": () => { zoom(1.5); },
  f: () => { fit(shown.value.nodes); },
  "0": () => { fit(shown.value.nodes); },
}; // prettier-ignore

const ON_NODE: Readonly<Record<string, (id: string) => void>> = {
  e: (id) => void expand(id),
  c: collapse,
  h: hide,
  p: pin,
  o: (id) => void showAround(id),
  Enter: focusNode,
};

/** Does what a key asks for; answers whether it asked for anything. */
export function pressed(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return undoing(event);
  const way = ARROWS[event.key];
  const id = view.value.node;
  if (way) walk(way);
  else if (event.key === "Escape") selectNothing();
  else if (ALONE[event.key]) ALONE[event.key]?.();
  else if (id && ON_NODE[event.key]) ON_NODE[event.key]?.(id);
  else return false;
  return true;
}

function undoing(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  if (key === "y" || (key === "z" && event.shiftKey)) redo();
  else if (key === "z") undo();
  else return false;
  return true;
}
