// Pages that are fetched when they are first opened.

import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { problem } from "../api/source";
import { Failed, Waiting } from "./parts";

/** A component whose code comes with the first use; until then it says so. */
export function lazy(fetch: () => Promise<FunctionComponent>): FunctionComponent {
  let known: FunctionComponent | null = null;
  return function Later() {
    const [, again] = useState(0);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (known) return;
      fetch().then(
        (component) => {
          known = component;
          again(1);
        },
        () => {
          setFailed(true);
        },
      );
    }, []);
    if (known) {
      const Known = known;
      return <Known />;
    }
    return (
      <main id="main" class="page">
        {failed ? <Failed problem={problem("This page could not be fetched", "Is kg serve still running? Then reload the page.")} /> : <Waiting words="Opening" />}
      </main>
    );
  };
}
