// Small words for people: numbers, dates, lengths.

export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(value)} ${value === 1 ? noun : plural}`;
}

export function grouped(value: number): string {
  return value.toLocaleString("en-GB");
}

export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest - 1);
  const space = cut.lastIndexOf(" ");
  return `${space > longest * 0.6 ? cut.slice(0, space) : cut}…`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A partial ISO date as people write it: "7 Nov 2024", "Nov 2024", "2024", "7 Nov". */
export function dateWords(iso: string): string {
  const parts = /^(\d{4})?-{0,2}(\d{2})?-?(\d{2})?/.exec(iso);
  if (!parts) return iso;
  const [, year = "", month = "", day = ""] = parts;
  return [day && String(Number(day)), MONTHS[Number(month) - 1] ?? "", year].filter(Boolean).join(" ");
}

export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase("en") + text.slice(1);
}

/** Addresses that a link may lead to: only the web's own. */
export function safeUrl(url: string): string {
  return /^https?:\/\//i.test(url) ? url : "";
}

/** The names that differ by more than their capitals. */
export function differing(names: readonly string[], label: string): string[] {
  const seen = new Set([label.toLowerCase()]);
  return names.filter((name) => !seen.has(name.toLowerCase()) && seen.add(name.toLowerCase()));
}
