// The shapes beside the colours: one outline for legend, SVG export and canvas. Each has about the area of a circle of radius 1.

export type Shape = "circle" | "square" | "diamond" | "star" | "hexagon" | "triangle" | "triangleDown";

export const SHAPES: readonly Shape[] = ["circle", "square", "diamond", "star", "hexagon", "triangle", "triangleDown"];

/** The shape by the name that the ontology gives it (vis-network's names). */
export function shapeNamed(name: string): Shape {
  if (name === "box") return "square";
  return SHAPES.find((shape) => shape === name) ?? "circle";
}

type Point = readonly [number, number];

function ring(corners: number, radius: number, turn: number, inner = radius): Point[] {
  return Array.from({ length: corners }, (_, i) => {
    const angle = turn + (i / corners) * 2 * Math.PI;
    const reach = i % 2 ? inner : radius;
    return [Math.cos(angle) * reach, Math.sin(angle) * reach];
  });
}

const UP = -Math.PI / 2;

const CORNERS: Record<Exclude<Shape, "circle">, Point[]> = {
  square: ring(4, 1.25, Math.PI / 4),
  diamond: ring(4, 1.3, UP),
  star: ring(10, 1.45, UP, 0.68),
  hexagon: ring(6, 1.12, UP),
  triangle: ring(3, 1.42, UP),
  triangleDown: ring(3, 1.42, -UP),
};

/** The corners of a shape of radius 1 around the origin, y down; none for the circle. */
export function corners(shape: Shape): readonly Point[] {
  return shape === "circle" ? [] : CORNERS[shape];
}

/** The outline as path data of SVG. */
export function outline(shape: Shape, x: number, y: number, radius: number): string {
  const at = (value: number) => String(Math.round(value * 100) / 100);
  if (shape === "circle") {
    const r = at(radius);
    return `M${at(x - radius)} ${at(y)}a${r} ${r} 0 1 0 ${at(radius * 2)} 0a${r} ${r} 0 1 0 ${at(-radius * 2)} 0Z`;
  }
  const points = corners(shape).map(([dx, dy]) => `${at(x + dx * radius)} ${at(y + dy * radius)}`);
  return `M${points.join("L")}Z`;
}
