// The first minute: what this page is, and things to click that show what it can do. It goes once something has been chosen.

import { useComputed } from "@preact/signals";
import { selectNode, showPath } from "../actions";
import { focusNode } from "../graph/focus";
import type { Node } from "../model/network";
import { isFiltered } from "../model/view";
import { busy, failure, greeted, network, ontology, view } from "../state";
import { Icon, TypeMark } from "./marks";

const EXAMPLES = 4;

/** The best connected node of each type that is no paper, the best of them first. */
export function bestOfEachType(nodes: Iterable<Node>): Node[] {
  const best = new Map<string, Node>();
  for (const node of nodes) {
    if (node.id.startsWith("paper/")) continue;
    const held = best.get(node.type);
    if (!held || node.degree > held.degree) best.set(node.type, node);
  }
  return [...best.values()].sort((a, b) => b.degree - a.degree);
}

export function Start() {
  const examples = useComputed(() => bestOfEachType(network.value.nodes.values()).slice(0, EXAMPLES));
  const { node, edge, scope } = view.value;
  const idle = !node && !edge && scope.kind === "all" && !isFiltered(view.value);
  const [first, second] = examples.value;
  if (greeted.value || !idle || !first || busy.value || failure.value) return null;
  return (
    <section class="start" aria-label="Where to begin">
      <p>Click a name, or try</p>
      <ul>
        {examples.value.map((one) => (
          <li key={one.id}>
            <button type="button" class="deed" onClick={() => { selectNode(one.id); focusNode(one.id); }} /* prettier-ignore */>
              <TypeMark type={one.type} />
              {one.label}
            </button>
          </li>
        ))}
        {second && ontology.value && (
          <li>
            <button type="button" class="deed" onClick={() => void showPath(first.id, second.id)}>
              <Icon name="path" />
              From {first.label} to {second.label}
            </button>
          </li>
        )}
      </ul>
      <button type="button" class="tool" aria-label="No more hints" title="No more hints" onClick={() => { greeted.value = true; }} /* prettier-ignore */>
        <Icon name="close" />
      </button>
    </section>
  );
}
