// Light and dark, and the ontology's colours made legible on either.

const SHAPE_CONTRAST = 3; // what WCAG asks of graphical objects
const LINE_CONTRAST = 2.5;
const darkWanted = matchMedia("(prefers-color-scheme: dark)");
const theme = { name: "light", background: "#ffffff", text: "#111111", quiet: "#666666", band: "#f4f4f5" };

function channels(hex) {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

function luminance(rgb) {
  const linear = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const made = new Map();

// The colour, moved towards white on dark and black on light until it has this contrast (WCAG) to the background.
function legible(hex, ratio) {
  const key = hex + ratio + theme.background;
  if (!made.has(key)) made.set(key, moved(hex, ratio));
  return made.get(key);
}

function moved(hex, ratio) {
  const ground = channels(theme.background);
  const goal = luminance(ground) < 0.2 ? 255 : 0;
  let rgb = channels(hex);
  for (let step = 0; step < 20 && contrast(rgb, ground) < ratio; step += 1) {
    rgb = rgb.map((value) => Math.round(value + (goal - value) * 0.12));
  }
  return "#" + rgb.map((value) => value.toString(16).padStart(2, "0")).join("");
}

function keptTheme() {
  try {
    return localStorage.getItem("kg-theme");
  } catch {
    return null; // a page opened from a file may have no storage
  }
}

function keepTheme(name) {
  try {
    localStorage.setItem("kg-theme", name);
  } catch {
    // then the choice lasts as long as the page
  }
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  const style = getComputedStyle(document.documentElement);
  theme.name = name;
  for (const part of ["background", "text", "quiet", "band"]) theme[part] = style.getPropertyValue("--" + part).trim();
}

setTheme(keptTheme() ?? (darkWanted.matches ? "dark" : "light"));
