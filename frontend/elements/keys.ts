import { taken } from "./anywhere";

// Single keys by their place on the keyboard, so that they work under every layout; silent while somebody types.
export const typing = (at: EventTarget | null): boolean =>
  at instanceof HTMLElement && (at.isContentEditable || at.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])"));

export const keyOf = (e: KeyboardEvent): string =>
  e.code.startsWith("Key") ? e.code.slice(3).toLowerCase()
  : e.code.startsWith("Digit") ? e.code.slice(5)
  : e.code === "Slash" ? (e.shiftKey ? "?" : "/")
  : e.code === "Period" ? "." : e.key;

const visible = (at: HTMLElement): boolean => at.getClientRects().length > 0;

function press(at: HTMLElement): void {
  if (typing(at)) at.focus();
  else at.click();
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-nav=rows] > *")].filter((row) => row.querySelector("a[href]"));
}

function step(by: number): void {
  const all = rows();
  const now = all.findIndex((row) => row.classList.contains("here"));
  const next = all[Math.max(0, Math.min(all.length - 1, now + by))] ?? null;
  if (!next) return;
  all.forEach((row) => row.classList.toggle("here", row === next));
  next.querySelector<HTMLElement>("a[href]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// What a key does on this page.
function single(e: KeyboardEvent): (() => void) | null {
  const key = keyOf(e);
  if (e.ctrlKey || e.metaKey || e.altKey || (document.body.dataset["keys"] !== "on" && e.key !== "/")) return null;
  if (key === "Enter" && (e.target as HTMLElement).closest("a, button, summary")) return null;
  if (key === "?") return () => (document.getElementById("help") as HTMLDialogElement | null)?.showModal();
  if (key === "j" || key === "k") return () => step(key === "j" ? 1 : -1);
  const found = [...document.querySelectorAll<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)].reverse().find(visible);
  return found ? () => press(found) : null;
}

// Ctrl+Enter sends the form in which one types; with Shift the button that does the further step.
function send(e: KeyboardEvent): void {
  const form = e.target instanceof HTMLElement ? e.target.closest("form") : null;
  const button = form?.querySelector<HTMLButtonElement>(e.shiftKey ? "[data-save-next]" : "[data-save]");
  if (button) {
    e.preventDefault();
    button.click();
  }
}

// Enter, which every scanner types behind a code, goes on to the next field; such a form is sent by its button or Ctrl+Enter.
function goOn(at: HTMLInputElement): void {
  const all = [...(at.form?.elements ?? [])].filter((one): one is HTMLElement => typing(one) && visible(one as HTMLElement));
  all[all.indexOf(at) + 1]?.focus();
}

export function keys(): void {
  addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    if (e.key === "Enter" && !e.ctrlKey && !e.metaKey && e.target instanceof HTMLInputElement && e.target.closest("[data-enter=next]") && typing(e.target)) {
      e.preventDefault();
      return goOn(e.target);
    }
    if ((e.ctrlKey || e.metaKey) && e.key === "Enter") return send(e);
    if (e.key === "Escape" && typing(e.target)) (e.target as HTMLElement).blur();
    if (typing(e.target) || document.querySelector("dialog[open]")) return;
    const run = single(e);
    if (taken(e, run)) e.preventDefault();
    else if (run) {
      e.preventDefault();
      run();
    }
  });
  // A phone or number that somebody types into a field for words is not turned round by the language of the page.
  addEventListener("input", (e) => {
    const at = e.target as HTMLInputElement;
    if (at.matches("input:not([dir]), input[data-turned]") && at.type !== "checkbox") {
      at.dir = /^[^\p{L}]*\p{Nd}[^\p{L}]*$/u.test(at.value) ? "ltr" : "";
      at.dataset["turned"] = "";
    }
  });
  document.getElementById("help")?.addEventListener("toggle", () => {
    const here = document.getElementById("keys-here");
    here?.replaceChildren(...named().flatMap(([key, name]) => {
      const dt = document.createElement("dt"), kbd = document.createElement("kbd"), dd = document.createElement("dd");
      kbd.textContent = key;
      kbd.dir = "ltr";
      dt.append(kbd);
      dd.textContent = name;
      return [dt, dd];
    }));
  });
  document.addEventListener("click", (e) => {
    const code = (e.target as HTMLElement).closest<HTMLElement>(".code");
    if (code && !code.closest("a, button, label") && !String(getSelection())) void navigator.clipboard?.writeText(code.textContent ?? "");
  });
}

// Every key of this page with the words on what it presses.
export function named(): [string, string, HTMLElement][] {
  return [...document.querySelectorAll<HTMLElement>("[data-key]")]
    .filter((at) => at.dataset["key"] !== "/" && visible(at))
    .map((at) => [at.dataset["key"] ?? "", words(at), at]);
}

export function words(at: HTMLElement): string {
  const label = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement ? at.labels?.[0] : null;
  const copy = (label ?? at).cloneNode(true) as HTMLElement;
  copy.querySelectorAll("kbd, .count, svg").forEach((each) => each.remove());
  return at.getAttribute("aria-label") ?? at.title ?? copy.textContent?.trim() ? (at.getAttribute("aria-label") || copy.textContent?.trim() || at.title) : "";
}
