// Ctrl+K: every page of the navigation, every view and every key of this page, by its words.
import { named, words } from "./keys";

type Command = { name: string; key: string; run: () => void };

function commands(): Command[] {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".rail a, .views-list a, [data-command]")].map((at) => ({
    name: words(at), key: "", run: () => at.click(),
  }));
  const keyed = named().map(([key, name, at]) => ({ name, key, run: () => (at.matches("input, textarea, select") ? at.focus() : at.click()) }));
  const seen = new Set<string>();
  return [...keyed, ...links].filter((each) => each.name && !seen.has(each.name) && seen.add(each.name));
}

export function palette(): void {
  const dialog = document.getElementById("palette") as HTMLDialogElement | null;
  const input = dialog?.querySelector("input"), list = dialog?.querySelector("ul"), none = dialog?.querySelector<HTMLElement>(".none");
  if (!dialog || !input || !list || !none) return;
  let found: Command[] = [], at = 0, all: Command[] = [];
  const show = (): void => {
    const asked = input.value.trim().toLocaleLowerCase();
    found = all.filter((each) => each.name.toLocaleLowerCase().includes(asked)).slice(0, 30);
    at = Math.min(at, Math.max(0, found.length - 1));
    list.replaceChildren(...found.map((each, i) => {
      const item = document.createElement("li");
      item.id = `command-${i}`;
      item.role = "option";
      item.ariaSelected = String(i === at);
      item.textContent = each.name;
      if (each.key) {
        const kbd = document.createElement("kbd");
        kbd.textContent = each.key;
        kbd.dir = "ltr";
        item.append(kbd);
      }
      item.addEventListener("click", () => run(i));
      return item;
    }));
    none.hidden = found.length > 0;
    if (found.length) input.setAttribute("aria-activedescendant", `command-${at}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const run = (i: number): void => {
    dialog.close();
    found[i]?.run();
  };
  input.addEventListener("input", () => { at = 0; show(); });
  input.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      at = (at + (e.key === "ArrowDown" ? 1 : found.length - 1)) % Math.max(1, found.length);
      show();
      e.preventDefault();
    } else if (e.key === "Enter") {
      run(at);
      e.preventDefault();
    }
  });
  addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && e.code === "KeyK") {
      e.preventDefault();
      all = commands();
      at = 0;
      input.value = "";
      if (!dialog.open) dialog.showModal();
      show();
    }
  });
}
