// Short forms of ids for addresses: six signs of a hash each, so that a link to a set picked by hand stays short enough to send.

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LONG = 6;
export const FROM = 6; // ids from which a list is written in short forms
const MARK = "."; // one of the few signs that addresses leave as they are

/** 36 bits of an id, as six signs: two rounds of 32-bit FNV-1a with different starts. */
export function shortOf(id: string): string {
  const low = fnv(id, 0x811c9dc5);
  const high = fnv(id, 0x9e3779b9);
  let signs = "";
  for (let i = 0; i < LONG; i += 1) signs += SIGNS[(i < 5 ? low >>> (i * 6) : high) & 63] ?? "";
  return signs;
}

function fnv(text: string, start: number): number {
  let hash = start;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}

/** Short form -> id, "" where two ids share one. */
export type Dictionary = ReadonlyMap<string, string>;

export function dictionary(ids: Iterable<string>): Dictionary {
  const made = new Map<string, string>();
  for (const id of ids) {
    const short = shortOf(id);
    made.set(short, made.has(short) ? "" : id);
  }
  return made;
}

/** A list as one word of an address: short forms where it is long and every one of them leads back, else the ids. */
export function packed(ids: readonly string[], known: Dictionary | null): string {
  if (!known || ids.length < FROM) return ids.join(" ");
  const shorts = ids.map(shortOf);
  return shorts.every((short, i) => known.get(short) === ids[i]) ? MARK + shorts.join("") : ids.join(" ");
}

/** The words of a list in an address; short forms stay, each marked, until the graph is here. */
export function unpacked(text: string): string[] {
  if (!text.startsWith(MARK)) return text.split(" ").filter(Boolean);
  return (text.slice(1).match(new RegExp(`.{${String(LONG)}}`, "g")) ?? []).map((short) => MARK + short);
}

export const isShort = (id: string) => id.startsWith(MARK);

/** The ids that short forms stand for; one that stands for none is left out. */
export function resolved(ids: readonly string[], known: Dictionary): string[] {
  return ids.flatMap((id) => (isShort(id) ? known.get(id.slice(1)) || [] : id));
}
