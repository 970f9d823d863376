// What the queue alone does in the browser: views are kept as the address stands, rows are chosen by keys and pointer.
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("#rows > tr")].filter((row) => boxOf(row));
const boxOf = (row: HTMLElement | null): HTMLInputElement | null => row?.querySelector<HTMLInputElement>(".pick input") ?? null;
const here = (): HTMLElement | null => document.querySelector<HTMLElement>("#rows > tr.here");
const chosen = new Set<string>();
let anchor: HTMLElement | null = null; // where a range begins

// A form about the queue is sent with the address as it stands now, whatever was chosen since the page was drawn.
document.addEventListener("submit", (e) => {
  const asked = (e.target as HTMLElement).querySelector<HTMLInputElement>("[data-asked]");
  if (asked) asked.value = location.search;
}, true);

function tell(): void {
  const said = document.querySelector<HTMLElement>("#bulk [data-words]"), all = rows();
  if (said) said.textContent = (said.dataset["words"] ?? "").replace("{count}", chosen.size.toLocaleString(document.documentElement.lang));
  const every = document.getElementById("choose-all") as HTMLInputElement | null;
  if (!every) return;
  every.checked = all.length > 0 && all.every((row) => boxOf(row)!.checked);
  every.indeterminate = chosen.size > 0 && !every.checked;
}

function choose(row: HTMLElement | null, on?: boolean): void {
  const box = boxOf(row);
  if (!box) return;
  box.checked = on ?? !box.checked;
  if (box.checked) chosen.add(box.value);
  else chosen.delete(box.value);
}

function range(from: HTMLElement, to: HTMLElement): void {
  const all = rows(), [a, b] = [all.indexOf(from), all.indexOf(to)];
  if (a >= 0 && b >= 0) all.slice(Math.min(a, b), Math.max(a, b) + 1).forEach((row) => choose(row, true));
}

function go(row: HTMLElement): void {
  rows().forEach((each) => each.classList.toggle("here", each === row));
  row.querySelector<HTMLElement>("a[href]")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

document.getElementById("choose")?.addEventListener("click", () => {
  const row = here() ?? rows()[0] ?? null;
  if (row && !here()) go(row);
  choose(row);
  anchor = row;
  tell();
});

// What is asked of the row one stands on chooses it alone.
document.querySelectorAll<HTMLElement>("[data-then]").forEach((button) => button.addEventListener("click", () => {
  const row = here() ?? rows()[0] ?? null;
  if (!chosen.size) choose(row, true);
  tell();
  document.getElementById(button.dataset["then"]!)?.focus();
}));

document.addEventListener("click", (e) => {
  const at = e.target as HTMLElement;
  if (at.id === "choose-all") rows().forEach((row) => choose(row, (at as HTMLInputElement).checked));
  const row = at.closest<HTMLElement>("#rows > tr");
  if (row && at.matches(".pick input")) {
    choose(row, (at as HTMLInputElement).checked);
    if (e.shiftKey && anchor?.isConnected) range(anchor, row);
    anchor = row;
  }
  tell();
});

addEventListener("keydown", (e) => {
  const at = e.target as HTMLElement;
  if (e.key === "Escape" && chosen.size && !document.querySelector("dialog[open], :popover-open") && !at.matches("input:not([type=checkbox]), select, textarea")) {
    rows().forEach((row) => choose(row, false));
    chosen.clear();
    tell();
  }
  if (!e.shiftKey || !["ArrowDown", "ArrowUp"].includes(e.key) || at.matches("input:not([type=checkbox]), select, textarea")) return;
  const all = rows(), now = here(), next = now ? all[all.indexOf(now) + (e.key === "ArrowDown" ? 1 : -1)] : all[0];
  if (!next) return;
  e.preventDefault();
  if (now && !chosen.size) choose(now, true);
  anchor ??= now ?? next;
  choose(next, true);
  go(next);
  tell();
});

// Rows that are drawn anew stay chosen; one that left the list is chosen no more.
document.addEventListener("htmx:after:swap", () => {
  const there = new Map(rows().map((row) => [boxOf(row)!.value, row]));
  for (const id of chosen) if (!there.has(id)) chosen.delete(id);
  there.forEach((row, id) => { boxOf(row)!.checked = chosen.has(id); });
  tell();
});
document.querySelectorAll<HTMLInputElement>(".pick input:checked").forEach((box) => chosen.add(box.value));
tell();
