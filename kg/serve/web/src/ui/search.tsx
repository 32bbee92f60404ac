// Search over all names and aliases: a combobox after the WAI-ARIA pattern, opened by "/".

import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Hit } from "../api/shapes";
import { problemOf } from "../api/source";
import { count } from "../model/text";
import { source, typeTerm } from "../state";
import { TypeMark } from "./marks";
import { Icon } from "./marks";

interface Props {
  label: string;
  placeholder: string;
  /** Whether "/" anywhere on the page leads here. */
  slash?: boolean;
  onPick: (hit: Hit) => void;
}

const PAUSE = 60; // milliseconds after a key before the server is asked

function useHits(text: string): { hits: Hit[]; words: string } {
  const [found, setFound] = useState<{ hits: Hit[]; words: string }>({ hits: [], words: "" });
  useEffect(() => {
    if (!text.trim()) {
      setFound({ hits: [], words: "" });
      return undefined;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      source.value.search(text, 12, stop.signal).then(
        (hits) => {
          setFound({ hits, words: hits.length ? "" : "Nothing here goes by that name. Try fewer letters." });
        },
        (error: unknown) => {
          if (!stop.signal.aborted) setFound({ hits: [], words: problemOf(error).what });
        },
      );
    }, PAUSE);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [text]);
  return found;
}

export function Search({ label, placeholder, slash = false, onPick }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const { hits, words } = useHits(text);
  useSlash(slash, input);
  const pick = (hit: Hit | undefined) => {
    if (!hit) return;
    setText("");
    setOpen(false);
    input.current?.blur();
    onPick(hit);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((at + step + hits.length) % (hits.length || 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      pick(hits[at]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      setText("");
      setOpen(false);
      input.current?.blur();
    }
  };
  const listed = open && text.trim() !== "" && (hits.length > 0 || words !== "");
  return (
    <div class="search" role={slash ? "search" : undefined}>
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded={listed}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-activedescendant={listed && hits[at] ? `${id}${String(at)}` : undefined}
        autocomplete="off"
        spellcheck={false}
        enterKeyHint="search"
        placeholder={placeholder}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
          setAt(0);
        }}
        onFocus={() => { setOpen(true); }} // prettier-ignore
        onBlur={() => { setOpen(false); }} // prettier-ignore
        onKeyDown={keys}
      />
      {slash && <kbd aria-hidden="true">/</kbd>}
      <div id={`${id}list`} class="found" role="listbox" aria-label={`${label}: found`} hidden={!listed}>
        {hits.map((hit, i) => (
          <Option key={hit.id} id={`${id}${String(i)}`} hit={hit} on={i === at} onPick={pick} />
        ))}
        {words && <p class="nothing">{words}</p>}
      </div>
    </div>
  );
}

function Option({ id, hit, on, onPick }: { id: string; hit: Hit; on: boolean; onPick: (hit: Hit) => void }) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (on) row.current?.scrollIntoView({ block: "nearest" });
  }, [on]);
  return (
    <div
      ref={row}
      id={id}
      role="option"
      aria-selected={on}
      class="option"
      onMouseDown={(event) => {
        event.preventDefault();
        onPick(hit);
      }}
    >
      <TypeMark type={hit.type} />
      <span class="option-name">
        {hit.label}
        {hit.matched && hit.matched !== hit.label && <span class="quiet"> also {hit.matched}</span>}
      </span>
      <span class="quiet option-type">
        {typeTerm(hit.type).label} · {count(hit.papers, "paper")}
      </span>
    </div>
  );
}

function useSlash(on: boolean, input: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    if (!on) return undefined;
    const keys = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable=true]");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", keys);
    return () => {
      document.removeEventListener("keydown", keys);
    };
  }, [on]);
}
