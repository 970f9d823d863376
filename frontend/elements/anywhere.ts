// A scanner types faster than a person: its burst on a page where nothing has the focus is one scan, and none of its letters a command.
import { keyed } from "./scan-box";

const GAP = 50; // ms between two keys of one scan, also of one that comes by radio
const LEAST = 3; // signs; fewer are keys of a fast hand

let waiting: { keys: string; typed: string; run: (() => void)[]; last: number } | null = null, timer = 0;

function settle(ended: boolean): boolean {
  clearTimeout(timer);
  const scan = waiting;
  waiting = null;
  if (!scan) return false;
  if (scan.typed.length < LEAST) {
    scan.run.forEach((run) => run());
    return false;
  }
  put(scan.keys.length === scan.typed.length ? scan.keys : scan.typed, scan.typed, ended); // some keys have no place, as on a handheld
  return true;
}

// Into the field of this page that asks for a scan, else into the box; what lacks its Enter waits there for a hand.
function put(keys: string, typed: string, ended: boolean): void {
  const field = document.querySelector<HTMLInputElement>("[data-scans]") ?? document.querySelector<HTMLInputElement>("#box"), form = field?.form;
  if (!field || !form) return;
  field.value = keys;
  field.focus();
  if (!ended) return;
  const alt = form.querySelector<HTMLInputElement>("[name=alt_raw]");
  if (alt) {
    alt.value = typed;
    alt.disabled = typed === keys;
    form.requestSubmit();
  } else field.dispatchEvent(new Event("change", { bubbles: true }));
}

// Takes a key, whose command is `run` if it has one, until it is known whether more follow at once.
export function taken(e: KeyboardEvent, run: (() => void) | null): boolean {
  const follows = waiting !== null && e.timeStamp - waiting.last < GAP;
  if (!follows) settle(false);
  if (e.key === "Enter" || e.key === "Tab") return settle(true);
  const separator = (e.ctrlKey && e.code === "BracketRight") || e.key === "F8"; // how scanners type the separator of GS1
  if (e.repeat || (!separator && (e.key.length !== 1 || e.ctrlKey || e.metaKey || e.altKey)) || (separator && !follows)) return false;
  waiting ??= { keys: "", typed: "", run: [], last: 0 };
  waiting.keys += separator ? "\x1d" : keyed(e);
  waiting.typed += separator ? "\x1d" : e.key;
  waiting.last = e.timeStamp;
  if (run) waiting.run.push(run);
  clearTimeout(timer);
  timer = window.setTimeout(() => settle(false), GAP + 10);
  return follows || run !== null;
}
