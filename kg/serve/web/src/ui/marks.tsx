// Small drawings: the shape of a type, the arrow of a relation, and the icons of buttons.

import { legible } from "../model/colour";
import { outline, shapeNamed } from "../model/glyph";
import { markContrast } from "../graph/look";
import { palette } from "../graph/palette";
import { relationTerm, typeTerm } from "../state";

export function TypeMark({ type, size = 14 }: { type: string; size?: number }) {
  const term = typeTerm(type);
  const colour = legible(term.colour, palette.value.ground, markContrast(palette.value));
  return (
    <svg class="mark" width={size} height={size} viewBox="-8 -8 16 16" aria-hidden="true">
      <path d={outline(shapeNamed(term.shape), 0, 0, 5)} fill={colour} />
    </svg>
  );
}

export function RelationMark({ relation }: { relation: string }) {
  const colour = legible(relationTerm(relation).colour, palette.value.ground, markContrast(palette.value));
  return (
    <svg class="mark" width="18" height="14" viewBox="0 0 18 14" aria-hidden="true">
      <path d="M1 7h10" stroke={colour} stroke-width="2" fill="none" />
      <path d="M10 3l7 4-7 4z" fill={colour} />
    </svg>
  );
}

const ICONS = {
  search: "M10.5 10.5 15 15M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Z",
  close: "M3.5 3.5l9 9m0-9-9 9",
  undo: "M6 3 2.5 6.5 6 10M3 6.5h6.5a4 4 0 0 1 0 8H7",
  redo: "m10 3 3.5 3.5L10 10m3-3.5H6.5a4 4 0 0 0 0 8H9",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6m0 4v3.5H10M6 13.5H2.5V10",
  filter: "M2 4h12M4.5 8h7M7 12h2",
  share: "M6.5 9.5 9.5 6.5M7 5l1.8-1.8a2.8 2.8 0 0 1 4 4L11 9M9 11l-1.800 1.8a2.800 2.800 0 0 1-4-4L5 7",
  download: "M8 2v8m-3.500-3L8 10.5 11.500 7M2.500 13.500h11",
  pin: "M8 10.500V15M5 2h6l-.7 5 2.200 3.500h-9L5.700 7 5 2Z",
  hide: "M2 2l12 12M6.500 4A7 7 0 0 1 8 3.800c4 0 6.500 4.200 6.500 4.200a12 12 0 0 1-2 2.400M4 5.300A11 11 0 0 0 1.500 8S4 12.200 8 12.200a6 6 0 0 0 2.500-.5",
  expand: "M8 5v6M5 8h6M8 14.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13Z",
  collapse: "M5 8h6M8 14.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13Z",
  target: "M8 1v3m0 8v3M1 8h3m8 0h3M8 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z",
  path: "M3 13a1.800 1.800 0 1 0 0-3.600A1.800 1.800 0 0 0 3 13Zm10-6.400A1.800 1.800 0 1 0 13 3a1.800 1.800 0 0 0 0 3.600ZM4.800 11.200H9a2 2 0 0 0 2-2V6.200",
  page: "M4 1.500h5.500L13 5v9.500H4zM9.500 1.500V5H13M6 8h5M6 11h5",
  sun: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1v2m0 10v2M1 8h2m10 0h2M3 3l1.400 1.400m7.200 7.200L13 13m0-10-1.400 1.400M4.400 11.600 3 13",
  moon: "M13.500 9.700A6 6 0 0 1 6.300 2.500a6 6 0 1 0 7.200 7.200Z",
  auto: "M8 14.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13Zm0-13v13",
  help: "M5.800 6A2.200 2.200 0 1 1 8 8.500V10m0 2.200v.100M8 15A7 7 0 1 0 8 1a7 7 0 0 0 0 14Z",
  graph: "M4 5.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm8 2a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm-5 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5.900 4l4.200 1M11 7.200l-2.800 3.600M4.700 5.300l1.700 5.300",
  table: "M2 3h12v10H2zM2 6.500h12M2 9.800h12M6.500 3v10",
  compare: "M2.500 13.500v-4h2.500v4M6.800 13.500v-11h2.500v11M11 13.500V6h2.500v7.500M1 13.500h14",
  overview: "M2 2h5v6H2zM9 2h5v3.500H9zM9 8h5v6H9zM2 10.500h5V14H2z",
  code: "M5.500 4 1.500 8l4 4M10.500 4l4 4-4 4M9 2.500l-2 11",
  more: "M3 8h.1M8 8h.1M13 8h.1",
  check: "M3 8.500 6.500 12 13 4.500",
} as const;

export type IconName = keyof typeof ICONS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}
