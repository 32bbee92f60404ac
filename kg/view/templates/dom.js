// Building elements. Texts only ever become text nodes.

function make(tag, facts = {}, ...children) {
  const element = document.createElement(tag);
  const { text, on, ...attributes } = facts;
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  for (const [name, handler] of Object.entries(on ?? {})) element.addEventListener(name, handler);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const button = (text, press, facts = {}) => make("button", { type: "button", text, on: { click: press }, ...facts });
const byId = (id) => document.getElementById(id);

const OUTLINES = {
  dot: "M6 1a5 5 0 1 0 .01 0z",
  square: "M1.5 1.5h9v9h-9z",
  diamond: "M6 .5 11.5 6 6 11.5.5 6z",
  triangle: "M6 1 11.5 10.5H.5z",
  triangleDown: "M.5 1.5h11L6 11z",
  hexagon: "M3.2 1.2h5.6L11.6 6l-2.8 4.8H3.2L.4 6z",
  star: "M6 .4 7.6 4.2l4 .3-3.1 2.7 1 4L6 9l-3.5 2.2 1-4L.4 4.5l4-.3z",
};

function svg(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function typeIcon(type) {
  const icon = svg("svg", { viewBox: "0 0 12 12", class: "icon", "aria-hidden": "true" });
  const shape = typeOf.get(type);
  icon.append(svg("path", { d: OUTLINES[shape.shape] ?? OUTLINES.dot, fill: legible(shape.colour, SHAPE_CONTRAST) }));
  return icon;
}

function relationIcon(relation) {
  const icon = svg("svg", { viewBox: "0 0 18 12", class: "icon wide", "aria-hidden": "true" });
  const colour = legible(relationOf.get(relation).colour, LINE_CONTRAST);
  icon.append(svg("path", { d: "M0 6h11", stroke: colour, "stroke-width": 2.4 }), svg("path", { d: "M10 2 17.5 6 10 10z", fill: colour }));
  return icon;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// An ISO date, which may lack day, month or year ("--11-07"), as people write it.
function dateText(iso) {
  const parts = /^(\d{4}|-)(?:-(\d\d))?(?:-(\d\d))?/.exec(iso ?? "");
  if (!parts) return iso ?? "";
  const [, year, month, day] = parts;
  return [day && String(Number(day)), MONTHS[Number(month) - 1], year !== "-" && year].filter(Boolean).join(" ");
}

const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
const shortened = (text, length) => (text.length > length ? text.slice(0, length - 1).trimEnd() + "…" : text);
