// The ontology's colours, made legible on the ground they stand on (WCAG contrast), and the colours of communities.

type Rgb = readonly [number, number, number];

export function channels(hex: string): Rgb {
  const part = (start: number) => parseInt(hex.slice(start, start + 2), 16) || 0;
  return [part(1), part(3), part(5)];
}

function hexOf(rgb: Rgb): string {
  return "#" + rgb.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("");
}

function luminance(rgb: Rgb): number {
  const linear = (value: number) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}

/** WCAG 2 contrast of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const one = luminance(channels(a));
  const two = luminance(channels(b));
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
}

/** `share` of `b` in `a`: 0 is a, 1 is b. */
export function mixed(a: string, b: string, share: number): string {
  const one = channels(a);
  const two = channels(b);
  const part = (i: 0 | 1 | 2) => one[i] + (two[i] - one[i]) * share;
  return hexOf([part(0), part(1), part(2)]);
}

/** `hex` at this opacity, its parts multiplied by it, as sigma's blending wants it. */
export function translucent(hex: string, opacity: number): string {
  const [r, g, b] = channels(hex).map((part) => Math.round(part * opacity)) as unknown as Rgb;
  return `rgba(${String(r)}, ${String(g)}, ${String(b)}, ${opacity.toFixed(3)})`;
}

const made = new Map<string, string>();

/** `hex`, moved towards white on dark ground and black on light ground until it has the wanted contrast to it. */
export function legible(hex: string, ground: string, wanted: number): string {
  const key = `${hex}${ground}${String(wanted)}`;
  let colour = made.get(key);
  if (colour === undefined) {
    const goal = luminance(channels(ground)) < 0.2 ? "#ffffff" : "#000000";
    colour = hex;
    for (let share = 0.05; share < 1 && contrast(colour, ground) < wanted; share += 0.05) colour = mixed(hex, goal, share);
    made.set(key, colour);
  }
  return colour;
}

// Okabe and Ito's palette and Paul Tol's "muted", which colour-blind readers can tell apart.
const COMMUNITY_COLOURS = [
  "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#332288", "#882255", "#999933", "#44aa99", "#aa4499", "#117733",
]; // prettier-ignore

export function communityColour(number: number): string {
  return number < 0 ? "#8a8a8a" : (COMMUNITY_COLOURS[number % COMMUNITY_COLOURS.length] ?? "#8a8a8a");
}
