import { describe, expect, it } from "vitest";
import { around, edgeEnds, edgeKey, isWhole, shortestPath, withShape } from "../src/model/network";
import { redone, started, stepped, undone } from "../src/model/history";
import { DEFAULT_VIEW, fromParams, isFiltered, toParams, toggled, type View } from "../src/model/view";
import { hiddenNeighbours, leaves, overlapsDates, visible } from "../src/model/visible";
import { network, shape, terms } from "./graphs";

const shownBy = (part: Partial<View>) => visible(network(), { ...DEFAULT_VIEW, ...part });
const ids = (set: ReadonlySet<string>) => [...set].sort();

describe("network", () => {
  it("reads columns into nodes and edges with names and dates", () => {
    const made = network();
    expect(made.nodes.get("mid")).toMatchObject({ type: "Method", degree: 4, first: "2023-01-02" });
    expect(made.nodes.get("end")?.first).toBe("");
    expect(made.edges.get(edgeKey("hub", "outperforms", "mid"))).toMatchObject({ support: 1, score: 0.6 });
    expect(edgeEnds("hub outperforms mid")).toEqual(["hub", "outperforms", "mid"]);
    expect(isWhole(made)).toBe(true);
  });
  it("adds a part without losing or doubling what is there", () => {
    const twice = withShape(network(), shape, terms);
    expect(twice.nodes.size).toBe(6);
    expect(twice.at.get("hub")).toHaveLength(5);
  });
  it("walks", () => {
    expect(around(network(), "end", 1).sort()).toEqual(["end", "mid"]);
    expect(around(network(), "end", 2)).toContain("hub");
    expect(around(network(), "hub", 3, 2)).toHaveLength(2);
    expect(shortestPath(network(), "leaf1", "end")).toEqual(["leaf1", "hub", "mid", "end"]);
    expect(shortestPath(network(), "leaf1", "alone")).toBeNull();
    expect(shortestPath(network(), "leaf1", "end", (id) => id !== "mid")).toBeNull();
  });
});

describe("what is shown", () => {
  it("is everything at first", () => {
    expect(shownBy({}).nodes.size).toBe(6);
    expect(shownBy({}).edges.size).toBe(6);
  });
  it("leaves out a type with its edges", () => {
    const { nodes, edges } = shownBy({ typesOff: ["Dataset"] });
    expect(ids(nodes)).toEqual(["alone", "hub", "leaf1", "mid"]);
    expect([...edges].some((key) => key.includes("end"))).toBe(false);
  });
  it("leaves out nodes without an edge once edges are filtered", () => {
    const { nodes, edges } = shownBy({ support: 2 });
    expect(ids(nodes)).toEqual(["end", "hub", "mid"]);
    expect(edges.size).toBe(2);
  });
  it("keeps a pinned node whatever the filters", () => {
    expect(shownBy({ typesOff: ["Dataset"], pinned: ["end"] }).nodes.has("end")).toBe(true);
  });
  it("goes around a node and can be expanded from there", () => {
    const scope = { kind: "ego", id: "end", depth: 1 } as const;
    expect(ids(shownBy({ scope }).nodes)).toEqual(["end", "mid"]);
    expect(ids(shownBy({ scope, expanded: ["mid"] }).nodes)).toEqual(["end", "hub", "mid"]);
  });
  it("collapses only what hangs on one node", () => {
    const all = new Set(network().nodes.keys());
    expect(leaves(network(), "hub", all).sort()).toEqual(["leaf1", "leaf2"]);
    expect(ids(shownBy({ collapsed: ["hub"] }).nodes)).toEqual(["alone", "end", "hub", "mid"]);
  });
  it("counts what is hidden at a node", () => {
    const view = { ...DEFAULT_VIEW, scope: { kind: "ego", id: "end", depth: 1 } as const };
    const made = network();
    expect(hiddenNeighbours(made, "mid", visible(made, view))).toBe(3);
    const partial = { ...made, total: 100 };
    expect(hiddenNeighbours(partial, "hub", visible(partial, view))).toBe(5);
  });
  it("shows a path", () => {
    expect(ids(shownBy({ scope: { kind: "path", from: "leaf1", to: "end" } }).nodes)).toEqual(["end", "hub", "leaf1", "mid"]);
  });
});

describe("dates", () => {
  const range = (since: string, until: string) => ({ since, until });
  it.each([
    ["2019", "2023-01-02", range("2020", "2021"), true],
    ["2021-05", "2021-05", range("2022", ""), false],
    ["2021-05", "2021-05", range("", "2021"), true],
    ["2023-01-02", "2023-01-02", range("", "2022"), false],
    ["2019", "2019", range("2019-03", ""), true],
    ["", "", range("2019", ""), false],
    ["", "", range("", ""), true],
  ])("%s to %s in %o: %s", (first, last, dates, inside) => {
    expect(overlapsDates({ first, last }, dates)).toBe(inside);
  });
});

describe("addresses", () => {
  const full: View = {
    scope: { kind: "ego", id: "method/lo ra".replace(" ", "-"), depth: 2 },
    typesOff: ["Method", "Task"],
    relationsOff: ["uses"],
    support: 3,
    score: 0.45,
    since: "2019-05",
    until: "2024",
    size: "rank",
    colour: "community",
    expanded: ["a/b"],
    collapsed: ["c/d"],
    hidden: ["e/f"],
    pinned: ["g/h"],
    node: "",
    edge: "a/b uses c/d",
  };
  it("hold the whole view and give it back", () => {
    expect(fromParams(new URLSearchParams(toParams(full).toString()))).toEqual(full);
  });
  it("are empty for the default", () => {
    expect(toParams(DEFAULT_VIEW).toString()).toBe("");
    expect(fromParams(new URLSearchParams())).toEqual(DEFAULT_VIEW);
  });
  it.each([
    { kind: "path", from: "a/b", to: "c/d" } as const,
    { kind: "ids", ids: ["a/b", "c/d"] } as const,
    { kind: "communities", numbers: [3, 17] } as const,
  ])("hold the scope %o", (scope) => {
    expect(fromParams(toParams({ ...DEFAULT_VIEW, scope })).scope).toEqual(scope);
  });
  it("forgive nonsense", () => {
    const params = new URLSearchParams("support=many&score=7&since=yesterday&size=huge&depth=99&around=a/b&communities=x");
    expect(fromParams(params)).toMatchObject({ support: 1, score: 1, since: "", size: "degree", scope: { kind: "ego", id: "a/b", depth: 4 } });
  });
  it("know a filtered view", () => {
    expect(isFiltered(DEFAULT_VIEW)).toBe(false);
    expect(isFiltered({ ...DEFAULT_VIEW, hidden: ["a"] })).toBe(true);
    expect(toggled(["a", "b"], "a")).toEqual(["b"]);
    expect(toggled(["b"], "a")).toEqual(["b", "a"]);
  });
});

describe("history", () => {
  it("goes back and forth, and a new step forgets what was undone", () => {
    let history = stepped(stepped(started(1), 2), 3);
    history = undone(history);
    expect(history.present).toBe(2);
    expect(redone(history).present).toBe(3);
    expect(redone(stepped(history, 9)).present).toBe(9);
    expect(undone(undone(undone(history))).present).toBe(1);
  });
});
