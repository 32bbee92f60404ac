// The colours of the drawing, read from the style sheet so that light and dark are said once.

import { signal } from "@preact/signals";

export interface Palette {
  readonly dark: boolean;
  readonly ground: string;
  readonly ink: string;
  readonly quiet: string;
  readonly region: string;
  readonly regionInk: string;
  readonly edge: string;
  readonly mark: string;
}

function read(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string, otherwise: string) => style.getPropertyValue(`--${name}`).trim() || otherwise;
  return {
    dark: colour("dark", "0") === "1",
    ground: colour("ground", "#ffffff"),
    ink: colour("ink", "#111111"),
    quiet: colour("quiet", "#666666"),
    region: colour("region", "#f0eee8"),
    regionInk: colour("region-ink", "#8a8577"),
    edge: colour("edge", "#cfcabd"),
    mark: colour("mark", "#ffd84d"),
  };
}

export const palette = signal<Palette>(read());

const KEPT = "kg-theme";
export type Theme = "system" | "light" | "dark";
export const theme = signal<Theme>("system");

export function setTheme(wanted: Theme): void {
  theme.value = wanted;
  if (wanted === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = wanted;
  try {
    if (wanted === "system") localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, wanted);
  } catch {
    // a file opened from disk may have no storage: then the choice lasts as long as the page
  }
  palette.value = read();
}

function kept(): Theme {
  try {
    const text = localStorage.getItem(KEPT);
    return text === "light" || text === "dark" ? text : "system";
  } catch {
    return "system";
  }
}

export function beginTheme(): void {
  setTheme(kept());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (palette.value = read()));
}

export const calm = matchMedia("(prefers-reduced-motion: reduce)");
