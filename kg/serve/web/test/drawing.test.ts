import { describe, expect, it } from "vitest";
import { arrange } from "../src/graph/arrange";
import { distance, nearest } from "../src/graph/hit";
import { Taken } from "../src/graph/labels";
import { towards } from "../src/graph/keys-way";
import { contrast, legible, mixed } from "../src/model/colour";
import { corners, outline, shapeNamed, SHAPES } from "../src/model/glyph";
import { regionLines } from "../src/graph/regions";
import { DEFAULT_VIEW } from "../src/model/view";
import { visible } from "../src/model/visible";
import { network } from "./graphs";

describe("colours", () => {
  it("are made legible on any ground", () => {
    for (const ground of ["#ffffff", "#14161a"]) {
      for (const colour of ["#e69f00", "#111827", "#9ca3af", "#0072b2"]) expect(contrast(legible(colour, ground, 3), ground)).toBeGreaterThanOrEqual(3);
    }
    expect(legible("#0072b2", "#ffffff", 3)).toBe("#0072b2");
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(mixed("#000000", "#ffffff", 0.5)).toBe("#808080");
  });
});

describe("shapes", () => {
  const area = (points: readonly (readonly [number, number])[]) =>
    Math.abs(points.reduce((sum, [x, y], i) => sum + x * (points[(i + 1) % points.length]?.[1] ?? 0) - (points[(i + 1) % points.length]?.[0] ?? 0) * y, 0)) / 2;
  it("have about the area of the circle, so that none looks more important", () => {
    for (const shape of SHAPES.filter((name) => name !== "circle")) {
      expect(area(corners(shape)) / Math.PI, shape).toBeGreaterThan(0.75);
      expect(area(corners(shape)) / Math.PI, shape).toBeLessThan(1.15);
    }
  });
  it("are known by the ontology's names", () => {
    expect(shapeNamed("dot")).toBe("circle");
    expect(shapeNamed("triangleDown")).toBe("triangleDown");
    expect(outline("square", 0, 0, 10)).toMatch(/^M[\d. L-]+Z$/);
  });
});

describe("places", () => {
  const around = (scope: { kind: "ego"; id: string; depth: number }) => {
    const made = network();
    const view = { ...DEFAULT_VIEW, scope };
    return arrange(made, visible(made, view), scope, []);
  };
  it("put the neighbours on a ring around the centre", () => {
    const places = around({ kind: "ego", id: "hub", depth: 1 });
    const hub = places?.get("hub");
    const reach = [...(places ?? [])].filter(([id]) => id !== "hub").map(([, at]) => Math.hypot(at.x - (hub?.x ?? 0), at.y - (hub?.y ?? 0)));
    expect(reach).toHaveLength(3);
    for (const away of reach) expect(away).toBeCloseTo(reach[0] ?? 0);
  });
  it("are the map's own for the whole graph", () => {
    const made = network();
    expect(arrange(made, visible(made, DEFAULT_VIEW), { kind: "all" }, [])).toBeNull();
  });
  it("lay a path from left to right", () => {
    const made = network();
    const scope = { kind: "path", from: "leaf1", to: "end" } as const;
    const row = ["leaf1", "hub", "mid", "end"];
    const places = arrange(made, visible(made, { ...DEFAULT_VIEW, scope }, row), scope, [row]);
    const xs = row.map((id) => places?.get(id)?.x ?? NaN);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(new Set(xs).size).toBe(4);
  });
});

describe("hits", () => {
  const straight = { key: "a", x1: 0, y1: 0, x2: 100, y2: 0, bend: 0 };
  it("measure to the segment, not to its line", () => {
    expect(distance(straight, 50, 4)).toBeCloseTo(4);
    expect(distance(straight, 110, 0)).toBeCloseTo(10);
  });
  it("follow the bend of parallel edges", () => {
    const bent = { ...straight, key: "b", bend: 0.4 };
    expect(distance(bent, 50, -20)).toBeLessThan(1);
    expect(nearest([straight, bent], 50, -19)).toBe("b");
    expect(nearest([straight, bent], 50, 3)).toBe("a");
    expect(nearest([straight, bent], 50, 90)).toBe("");
  });
});

describe("names on the drawing", () => {
  it("do not cover each other", () => {
    const taken = new Taken();
    taken.add({ left: 0, top: 0, right: 100, bottom: 15 });
    expect(taken.free({ left: 90, top: 10, right: 200, bottom: 25 })).toBe(false);
    expect(taken.free({ left: 101, top: 0, right: 200, bottom: 15 })).toBe(true);
    expect(taken.free({ left: -300, top: 16, right: 300, bottom: 31 })).toBe(true);
  });
  it("of regions are their two most typical nodes", () => {
    expect(regionLines("LoRA, QLoRA, GLUE", 20)).toEqual(["LoRA", "QLoRA"]);
    expect(regionLines("A name that is far too long, B", 10)).toEqual(["A name th…", "B"]);
  });
});

describe("arrow keys", () => {
  const at = (id: string, x: number, y: number) => ({ id, x, y });
  const spots = [at("right", 50, 5), at("far", 200, 0), at("up", 3, -40), at("aslant", 20, 60)];
  it("walk to what lies that way", () => {
    expect(towards(at("here", 0, 0), spots, [1, 0])).toBe("right");
    expect(towards(at("here", 0, 0), spots, [0, -1])).toBe("up");
    expect(towards(at("here", 0, 0), spots, [-1, 0])).toBe("");
  });
});
