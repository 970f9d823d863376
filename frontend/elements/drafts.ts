// What somebody types stays in this browser, by person and subject, until the server has taken it; at most seven days.
import { taken } from "./toasts";

const DAYS = 7 * 86_400_000;
const reader = (): string => document.body.dataset["reader"] ?? "";
const place = (subject: string): string => `draft:${reader()}:${subject}`;
type Draft = { at: number; fields: Record<string, string> };
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const fields = (form: HTMLFormElement): Field[] =>
  [...form.elements].filter((at): at is Field => at.matches("textarea, select, input[type=text], input[type=search], input:not([type])") && !!(at as Field).name);

function restore(form: HTMLFormElement): void {
  const kept = localStorage.getItem(place(form.dataset["draft"]!));
  if (!kept) return;
  const draft = JSON.parse(kept) as Draft;
  if (Date.now() - draft.at > DAYS) return localStorage.removeItem(place(form.dataset["draft"]!));
  for (const field of fields(form)) {
    const value = draft.fields[field.name];
    if (value && !field.value) {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

export function drafts(): void {
  // The page after a form was taken names what may be forgotten; a refused form comes back with its text.
  // What was taken back after all is shown again.
  for (const [name, from, to] of [["taken", "", ":taken"], ["back", ":taken", ""]] as const) {
    const subject = taken(name);
    if (!subject) continue;
    const at = place(subject), kept = localStorage.getItem(at + from);
    if (kept) localStorage.setItem(at + to, kept);
    localStorage.removeItem(at + from);
  }
  const all = (): HTMLFormElement[] => [...document.querySelectorAll<HTMLFormElement>("form[data-draft]")];
  all().forEach(restore);
  document.addEventListener("input", (e) => {
    const form = (e.target as HTMLElement).closest<HTMLFormElement>("form[data-draft]");
    if (!form) return;
    const typed = Object.fromEntries(fields(form).filter((at) => at.value).map((at) => [at.name, at.value]));
    localStorage.setItem(place(form.dataset["draft"]!), JSON.stringify({ at: Date.now(), fields: typed }));
  });
  document.addEventListener("submit", (e) => {
    if ((e.target as HTMLElement).matches("[data-forget]"))
      Object.keys(localStorage).filter((key) => key.startsWith(`draft:${reader()}:`)).forEach((key) => localStorage.removeItem(key));
  });
}
