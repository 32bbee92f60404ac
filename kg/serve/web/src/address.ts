// The address bar: page, view, selection and camera, so that a link opens what its sender saw.
// A page opened from disk keeps all of it behind "#".

import { effect } from "@preact/signals";
import { load } from "./actions";
import { started } from "./model/history";
import { fromParams, toParams } from "./model/view";
import { FROM } from "./model/short";
import { camera, dictionaryHere, page, pageParams, source, view, views, type Camera } from "./state";

const GRAPH_PAGES = new Set(["/", "/table", "/embed"]);

export function cameraFrom(text: string | null): Camera | null {
  const [x = NaN, y = NaN, ratio = NaN] = (text ?? "").split("_").map(Number);
  return [x, y, ratio].every(Number.isFinite) && ratio > 0 ? { x, y, ratio } : null;
}

export function cameraText(state: Camera): string {
  const at = (value: number) => String(Math.round(value * 1e4) / 1e4);
  return `${at(state.x)}_${at(state.y)}_${at(state.ratio)}`;
}

function current(): { path: string; params: URLSearchParams } {
  if (source.peek().live) return { path: location.pathname, params: new URLSearchParams(location.search) };
  const [path = "", query = ""] = location.hash.slice(1).split("?");
  return { path: path || "/", params: new URLSearchParams(query) };
}

/** The address of a page; its own parameters, and those of the view where it shows one. */
export function href(path: string, own: Record<string, string> = {}): string {
  const params = new URLSearchParams(own);
  const query = params.size ? `?${params.toString()}` : "";
  return source.value.live ? path + query : `#${path}${query}`;
}

/** The path of a thing's own page. */
export function thingPath(id: string): string {
  return `/page/${id.split("/").map((part) => encodeURIComponent(part.replace(/\p{Surrogate}/gu, "\ufffd"))).join("/")}`;
}

/** The address of what is on the screen now. */
export function permalink(path = page.value): string {
  const params = new URLSearchParams(pageParams.value);
  if (GRAPH_PAGES.has(path)) {
    const long = view.value.hidden.length + view.value.expanded.length + view.value.pinned.length + view.value.collapsed.length >= FROM;
    const known = long || view.value.scope.kind === "ids" ? dictionaryHere.value : null; // made only when wanted: a large graph has many ids
    for (const [name, value] of toParams(view.value, known)) params.set(name, value);
    if (camera.value && path !== "/table") params.set("camera", cameraText(camera.value));
  }
  return href(path, Object.fromEntries(params));
}

/** Reads the address into the state. */
export function readAddress(): void {
  const { path, params } = current();
  page.value = path.replace(/(.)\/$/, "$1");
  const own = new URLSearchParams(params);
  if (GRAPH_PAGES.has(page.value)) {
    views.value = started(fromParams(params));
    camera.value = cameraFrom(params.get("camera"));
    own.delete("camera");
    for (const name of toParams(view.value).keys()) own.delete(name);
  }
  pageParams.value = own;
}

/** Goes to a page of the app, as a link would. */
export function go(path: string, own: Record<string, string> = {}): void {
  history.pushState(null, "", permalink());
  page.value = path;
  pageParams.value = new URLSearchParams(own);
  history.replaceState(null, "", permalink());
  window.scrollTo(0, 0);
}

/** Goes where a link inside the app points. */
export function follow(address: string): void {
  history.pushState(null, "", address);
  readAddress();
  void load();
  window.scrollTo(0, 0);
}

const WRITE_AFTER = 250; // milliseconds: browsers allow some 100 changes of the address in 30 s

/** Keeps the address in step with the state from now on. */
export function keepAddress(): void {
  let waiting = 0;
  effect(() => {
    const address = permalink();
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      history.replaceState(null, "", address);
    }, WRITE_AFTER);
  });
  const read = () => {
    readAddress();
    void load();
  };
  window.addEventListener("popstate", read);
  if (!source.peek().live) window.addEventListener("hashchange", read);
}
