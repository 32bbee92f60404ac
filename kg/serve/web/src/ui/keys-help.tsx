// The list of keys, opened by "?": a dialog of the browser's own kind, so that focus stays in it.

import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./marks";

const KEYS: readonly (readonly [string, string])[] = [
  ["/", "search names and aliases"],
  ["Esc", "close the card, end the search"],
  ["arrows", "walk from node to node; move the map when none is chosen"],
  ["+  −  f", "closer, farther, everything"],
  ["e  c", "expand the chosen node, collapse it"],
  ["o", "show only what is around it"],
  ["h  p", "hide it, pin it"],
  ["Enter", "zoom to it"],
  ["Ctrl Z", "undo; with Shift, redo"],
  ["?", "this list"],
];

export function Keys({ open, setOpen }: { open: boolean; setOpen: (open: boolean) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable=true], .cm-host");
      if (event.key === "?" && !typing) setOpen(true);
    };
    document.addEventListener("keydown", keys);
    return () => {
      document.removeEventListener("keydown", keys);
    };
  }, []);
  return (
    <dialog ref={dialog} class="keys" aria-label="Keys" onClose={() => { setOpen(false); }} /* prettier-ignore */>
      <h2>Keys</h2>
      <dl>
        {KEYS.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="close" aria-label="Close" onClick={() => { setOpen(false); }} /* prettier-ignore */>
        <Icon name="close" />
      </button>
    </dialog>
  );
}
