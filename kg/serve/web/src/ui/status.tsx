// The line under the drawing: how much is shown of how much, undo and redo, zoom, and the way back to everything.

import { redo, showAll, undo } from "../actions";
import { fit, zoom } from "../graph/focus";
import { grouped } from "../model/text";
import { labelOf, network, shown, view, views } from "../state";
import { Icon, type IconName } from "./marks";

export function Tool({ icon, label, off = false, onClick }: { icon: IconName; label: string; off?: boolean; onClick: () => void }) {
  return (
    <button type="button" class="tool" aria-label={label} title={label} disabled={off} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

/** What the scope is, in words: "Around LoRA", "Path from A to B". */
export function scopeWords(): string {
  const scope = view.value.scope;
  switch (scope.kind) {
    case "all":
      return "";
    case "ego":
      return `Around ${labelOf(scope.id)}${scope.depth > 1 ? `, ${String(scope.depth)} steps` : ""}`;
    case "path":
      return `From ${labelOf(scope.from)} to ${labelOf(scope.to)}`;
    case "ids":
      return `${grouped(scope.ids.length)} chosen nodes`;
    case "communities":
      return `${grouped(scope.numbers.length)} ${scope.numbers.length === 1 ? "community" : "communities"}`;
  }
}

export function shownWords(): string {
  const { nodes, edges } = shown.value;
  if (!network.value.nodes.size && network.value.communities.length) return `${grouped(network.value.communities.length)} communities of ${grouped(network.value.total)} nodes`;
  const { total, totalEdges } = network.value;
  return `${grouped(nodes.size)} of ${grouped(total)} nodes · ${grouped(edges.size)} of ${grouped(totalEdges)} edges`;
}

export function Status() {
  const words = scopeWords();
  return (
    <div class="status">
      {words && (
        <button type="button" class="scope" onClick={() => void showAll()} aria-label={`${words}: show the whole graph again`}>
          {words}
          <Icon name="close" />
        </button>
      )}
      <p class="shown-words" role="status">
        {shownWords()}
      </p>
      <div class="tools" role="toolbar" aria-label="View">
        <Tool icon="undo" label="Undo" off={!views.value.past.length} onClick={undo} />
        <Tool icon="redo" label="Redo" off={!views.value.future.length} onClick={redo} />
        <Tool icon="minus" label="Zoom out" onClick={() => { zoom(1.5); }} /* prettier-ignore */ />
        <Tool icon="plus" label="Zoom in" onClick={() => { zoom(1 / 1.5); }} /* prettier-ignore */ />
        <Tool icon="fit" label="Fit to the window" onClick={() => { fit(shown.value.nodes); }} /* prettier-ignore */ />
      </div>
    </div>
  );
}
