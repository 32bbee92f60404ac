// The drawing as a component: brings state to the stage and what is done on the stage to the state.

import { useComputed, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { expand, selectEdge, selectNode, selectNothing, showCommunity } from "../actions";
import { camera, hovered, network, pathIds, paths, shown, view } from "../state";
import { hiddenNeighbours } from "../model/visible";
import { arrange } from "./arrange";
import { fit, fitDiscs, fitPoints, stage } from "./focus";
import { pressed } from "./keys";
import { lightAround } from "./look";
import { calm, palette } from "./palette";
import { Stage } from "./stage";

const HOVER_LIGHTS_UP_TO = 12_000;
const MOVING = 440; // milliseconds until moving nodes stand still
const NEAR = 0.12; // of the map's width: no closer to one node on the whole map
const LARGE = 12; // nodes of a community that a first look frames

function useStage(host: { readonly current: HTMLDivElement | null }): void {
  useEffect(() => {
    if (!host.current) return undefined;
    const made = new Stage(host.current, {
      node: (id, twice) => {
        if (twice) void expand(id);
        else selectNode(id);
      },
      edge: selectEdge,
      community: (number) => void showCommunity(number),
      ground: selectNothing,
      over: (id) => (hovered.value = id),
      moved: ({ x, y, ratio }) => (camera.value = { x, y, ratio }),
    });
    const kept = camera.peek();
    if (kept) made.sigma.getCamera().setState(kept);
    stage.value = made;
    return () => {
      stage.value = null;
      made.kill();
    };
  }, []);
}

export function GraphCanvas() {
  const host = useRef<HTMLDivElement>(null);
  useStage(host);
  const rows = useComputed(() => (pathIds.value.length ? (paths.value?.paths.map((path) => path.nodes.map((node) => node.id)) ?? []) : []));
  const places = useComputed(() => arrange(network.value, shown.value, view.value.scope, rows.value));
  const light = useComputed(() => {
    const ids = view.value.node ? [view.value.node] : hovered.value && network.value.nodes.size <= HOVER_LIGHTS_UP_TO ? [hovered.value] : [];
    return lightAround(network.value, shown.value.edges, ids.filter((id) => shown.value.nodes.has(id)), view.value.edge);
  });
  const badges = useComputed(() => {
    const ids = [view.value.node, ...view.value.pinned, ...(places.value ? shown.value.nodes : [])];
    return new Map(ids.map((id) => [id, hiddenNeighbours(network.value, id, shown.value)]));
  });
  const fitted = useRef("");
  const aim = () => {
    const { node, edge, scope } = view.peek();
    if (fitted.current || camera.peek() || node || edge || scope.kind === "path") return; // what a card will cover is not known yet
    fitted.current = fitKey();
    const { nodes, communities } = network.peek();
    if (nodes.size) fitPoints(worthFitting().flatMap((id) => places.peek()?.get(id) ?? nodes.get(id) ?? []), scope.kind === "all" ? NEAR : undefined);
    else fitDiscs(communities, true);
  };
  useSignalEffect(() => {
    stage.value?.show({
      network: network.value,
      shown: shown.value,
      view: view.value,
      light: light.value,
      palette: palette.value,
      places: places.value,
      hovered: hovered.value,
      badges: badges.value,
    }, aim);
  });
  useFitting(fitted);
  const keys = (event: KeyboardEvent) => {
    if (pressed(event)) event.preventDefault();
  };
  return (
    <div
      ref={host}
      class="stage"
      tabIndex={0}
      role="application"
      aria-label="Graph. Arrow keys walk from node to node, / searches, ? lists all keys. The Table page holds the same as text."
      onKeyDown={keys}
    />
  );
}

/** What a first look should frame: on the whole map the joined nodes, not the many small strays below them. */
function worthFitting(): readonly string[] {
  const ids = [...shown.value.nodes];
  if (view.value.scope.kind !== "all") return ids;
  const { node, edge } = view.value;
  const light = node || edge ? lightAround(network.value, shown.value.edges, node ? [node] : [], edge) : null;
  if (light) return [...light.nodes];
  const large = new Set(network.value.communities.filter((community) => community.nodes >= LARGE).map((community) => community.number));
  const main = ids.filter((id) => large.has(network.value.nodes.get(id)?.community ?? -1));
  return main.length > ids.length / 3 ? main : ids;
}

/** What the last fitting was for. */
function fitKey(): string {
  const { scope } = view.value;
  return JSON.stringify(scope) + (scope.kind === "path" ? pathIds.value.join(" ") : "") + String(network.value.nodes.size > 0);
}

/** Fits the picture when the scope changes, and at the first picture unless the address says where to look. */
function useFitting(before: { current: string }): void {
  useSignalEffect(() => {
    if (!stage.value || (!network.value.nodes.size && !network.value.communities.length)) return;
    const now = fitKey();
    if (before.current === now) return;
    const first = before.current === "";
    before.current = now;
    if (first && camera.peek()) return;
    const ids = worthFitting();
    if (!network.value.nodes.size) {
      const { communities } = network.value;
      setTimeout(() => { fitDiscs(communities, first); }, 0); // prettier-ignore
      return;
    }
    setTimeout(() => { fit(ids, { once: first, closest: view.value.scope.kind === "all" ? NEAR : undefined }); }, first || calm.matches ? 0 : MOVING); // prettier-ignore
  });
}
