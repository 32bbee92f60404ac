// Undo and redo of views. Camera and selection are no steps of their own.

export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
}

const LONGEST = 100;

export function started<T>(present: T): History<T> {
  return { past: [], present, future: [] };
}

export function stepped<T>(history: History<T>, present: T): History<T> {
  return { past: [...history.past, history.present].slice(-LONGEST), present, future: [] };
}

/** The same step seen differently: the present is replaced and nothing is added to undo. */
export function amended<T>(history: History<T>, present: T): History<T> {
  return { ...history, present };
}

export function undone<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future] };
}

export function redone<T>(history: History<T>): History<T> {
  const [next, ...rest] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future: rest };
}
