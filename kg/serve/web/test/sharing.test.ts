import { describe, expect, it } from "vitest";
import type { NodeRef, NumberShape } from "../src/api/shapes";
import { boardOf, comparablesOf, type Boards } from "../src/api/offline-boards";
import { gexfAddress } from "../src/export/gexf-address";
import { wings } from "../src/graph/wings";
import { dictionary, FROM, packed, resolved, shortOf, unpacked } from "../src/model/short";
import { DEFAULT_VIEW, fromParams, inFull, toParams } from "../src/model/view";

const many = Array.from({ length: 300 }, (_, i) => `method/a-rather-long-name-of-a-method-${String(i)}`);

describe("short forms of ids", () => {
  it("lead back, and are short", () => {
    const known = dictionary(many);
    const text = packed(many, known);
    expect(text.length).toBe(1 + 6 * many.length);
    expect(resolved(unpacked(text), known)).toEqual(many);
  });
  it("leave short lists, unknown ids and shared forms as they are", () => {
    expect(packed(many.slice(0, FROM - 1), dictionary(many))).toBe(many.slice(0, FROM - 1).join(" "));
    expect(packed(many, null)).toBe(many.join(" "));
    expect(packed([...many, "task/unknown"], dictionary(many))).toContain("task/unknown");
    const twice = new Map([...dictionary(many), [shortOf(many[0] ?? ""), ""]]);
    expect(packed(many, twice)).toBe(many.join(" "));
  });
  it("hardly ever clash", () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => `task/${String(i * 7919)}`);
    expect(new Set(ids.map(shortOf)).size).toBe(ids.length);
  });
  it("are filled in once the graph is here", () => {
    const known = dictionary(many);
    const view = { ...DEFAULT_VIEW, scope: { kind: "ids", ids: many } as const, hidden: many.slice(0, 8) };
    const read = fromParams(toParams(view, known));
    expect(read).not.toEqual(view);
    expect(inFull(read, () => known)).toEqual(view);
    expect(inFull(view, () => known)).toBe(view);
    expect(inFull(read, () => dictionary(many.slice(1))).scope).toEqual({ kind: "ids", ids: many.slice(1) });
  });
});

describe("the address for Gephi Lite", () => {
  const types = ["Method", "Task"];
  it("ends in the format, with and without filters", () => {
    expect(gexfAddress(DEFAULT_VIEW, types, [])).toBe("/api/export/graph.gexf");
    const filtered = gexfAddress({ ...DEFAULT_VIEW, typesOff: ["Task"], support: 2, scope: { kind: "ego", id: "method/lora", depth: 2 } }, types, []);
    expect(filtered).toBe("/api/export/graph.gexf?type=Method&min_support=2&around=method%2Flora&depth=2&as=graph.gexf");
  });
  it("is none where filters cannot say what is shown", () => {
    expect(gexfAddress({ ...DEFAULT_VIEW, hidden: ["method/lora"] }, types, [])).toBe("");
    expect(gexfAddress({ ...DEFAULT_VIEW, scope: { kind: "path", from: "a", to: "b" } }, types, [])).toBe("");
  });
});

const ref = (id: string): NodeRef => ({ id, label: id, type: "Method" });
const claim = (id: string, subject: string, context: string[] = []): NumberShape => ({
  id, subject: ref(subject), metric: "accuracy", metric_id: "metric/accuracy", written: "1", change: "", comparable: "1", scale: "absolute",
  minimum: 1, maximum: 1, unit: "%", listed: false, better: "higher", direction: "", baseline: null, context: context.map(ref), by: "",
  sentence: { before: "", quote: "", after: "", score: 1, by: "", start: 0, end: 0, paper: { key: "k", id: "paper/k", title: "", date: "", url: "" } },
}); // prettier-ignore

describe("comparisons of an offline file", () => {
  const results = [claim("1", "lora"), claim("2", "qlora", ["glue"]), claim("3", "dora", ["glue"])];
  const boards: Boards = {
    rankings: [["speed", "absolute", "x", "", "levels", [2]], ["accuracy", "absolute", "%", "higher", "levels", [1, 0]]],
    families: { lora: ["lora", "qlora"] },
    contradictions: [],
  };
  it("hold a thing's numbers and those of its variants, the fuller ranking first", () => {
    const board = boardOf(boards, results, { things: [ref("lora")], metric: "" });
    expect(board.rankings.map((one) => one.rows.map((row) => row.id))).toEqual([["2", "1"]]);
    expect(boardOf(boards, results, { things: [ref("glue")], metric: "" }).rankings).toHaveLength(2);
    expect(boardOf(boards, results, { things: [ref("glue"), ref("lora")], metric: "" }).total).toBe(1);
    expect(boardOf(boards, results, { things: [ref("glue")], metric: "speed" }).rankings.map((one) => one.metric)).toEqual(["speed"]);
  });
  it("list what can be compared by number", () => {
    const found = comparablesOf(results, ["Method"], (id) => (id.startsWith("metric/") ? null : ref(id)));
    expect(found.items.map((item) => [item.id, item.numbers])).toEqual([["glue", 2], ["dora", 1], ["lora", 1], ["qlora", 1]]);
  });
});

describe("the wings of a small drawing", () => {
  it("give every name a line of its own", () => {
    const order = Array.from({ length: 13 }, (_, i) => String(i));
    const { places, width } = wings("c", order, { width: 800, names: 240 });
    expect(places.size).toBe(14);
    const side = (right: boolean) => order.flatMap((id) => places.get(id) ?? []).filter((at) => (at.x > width / 2) === right).map((at) => at.y).sort((a, b) => a - b);
    for (const ys of [side(true), side(false)]) {
      expect(ys.slice(1).every((y, i) => y - (ys[i] ?? 0) > 20)).toBe(true);
    }
  });
});
