// Where a mistake stands.

import type { Text } from "@codemirror/state";

/** The offset of a line and column, both from 1, the column counted in code points. */
export function offsetOf(doc: Text, line: number, column: number): number {
  const found = doc.line(Math.min(Math.max(1, line), doc.lines));
  const before = [...found.text].slice(0, Math.max(0, column - 1)).join("").length; // prettier-ignore
  return Math.min(found.from + before, found.to);
}
