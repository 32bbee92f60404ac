// Fetching for a component: what stands, what is on its way, what failed. A later question silences an earlier one.

import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../api/shapes";
import { problemOf } from "../api/source";

export interface Asked<T> {
  readonly value: T | null;
  readonly problem: Problem | null;
  readonly waiting: boolean;
  again(): void;
}

/** The answer to `question`, asked again whenever `key` changes; with an empty key nothing is asked. */
export function useAsked<T>(key: string, question: () => Promise<T>): Asked<T> {
  const [state, setState] = useState<{ key: string; value: T | null; problem: Problem | null }>({ key: "", value: null, problem: null });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let current = true;
    if (!key) return undefined;
    question().then(
      (value) => {
        if (current) setState({ key, value, problem: null });
      },
      (error: unknown) => {
        if (current) setState({ key, value: null, problem: problemOf(error) });
      },
    );
    return () => {
      current = false;
    };
  }, [key, tries]);
  const mine = state.key === key;
  return {
    value: mine ? state.value : null,
    problem: mine ? state.problem : null,
    waiting: key !== "" && !mine,
    again: () => {
      setTries(tries + 1);
    },
  };
}
