// What tests and curious people can ask the page in the console: where nodes stand, what is shown.

import { stage } from "./graph/focus";
import { paths, shown, view } from "./state";

export function exposeProbe(): void {
  const probe = {
    place: (id: string) => {
      const at = stage.value?.drawn(id);
      const box = stage.value?.sigma.getContainer().getBoundingClientRect();
      return at && box ? { x: at.x + box.left, y: at.y + box.top } : null;
    },
    nodes: () => [...shown.value.nodes].sort(),
    edges: () => [...shown.value.edges].sort(),
    names: () => stage.value?.named() ?? [],
    view: () => view.value,
    paths: () => paths.value,
    camera: () => stage.value?.sigma.getCamera().getState() ?? null,
  };
  Object.assign(window, { kg: probe });
}
