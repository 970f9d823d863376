// The technician's pages: what is done here is kept in the outbox first, shown at once, and sent when there is a network.
import { again, change, drop, kept, listen, post, put, type Fact } from "./elements/outbox";
import { ScanBox, tone, type Scan } from "./elements/scan-box";

type Found = { kind: string; id: string; number: string; title: string };
type Resolved = { outcome: string; record: Found | null; choices: Found[]; command: string | null; readings: { serial: string | null }[] };

const words = document.getElementById("tech-words")!.dataset as Record<string, string>;
const say = (key: string, places: Record<string, string | number> = {}): string =>
  (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(places[name] ?? ""));
const digits = (text: string): string => text.replace(/\d/g, (one) => words["digits"]![+one]!);
const sheet = (): HTMLElement | null => document.getElementById("sheet");
const here = location.pathname;
const now = (): string => new Date(Date.now() - 1000).toISOString();
const one = <T extends HTMLElement>(pick: string, from: ParentNode = document): T | null => from.querySelector<T>(pick);

function made(tag: string, text = "", cls = ""): HTMLElement {
  const at = document.createElement(tag);
  at.textContent = text;
  at.className = cls;
  return at;
}
function button(word: string, act: () => unknown): HTMLElement {
  const at = made("button", say(word), "button small");
  (at as HTMLButtonElement).type = "button";
  at.addEventListener("click", () => void act());
  return at;
}

// What is said of the last act, beside its tone.
function told(kind: "taken" | "ask" | "refused", text: string, ...acts: HTMLElement[]): void {
  tone(kind);
  const place = one("#told");
  if (!place) return;
  place.className = `strip ${{ taken: "done", ask: "warn", refused: "bad" }[kind]}`;
  place.hidden = false;
  place.replaceChildren(made("span", text), ...acts);
}

// --- what waits -----------------------------------------------------------------------------------------------------------
function row(fact: Fact): HTMLElement {
  const at = made("li"), state = fact.refused ? "refused" : navigator.onLine && !fact.after ? "sending" : "kept";
  at.append(made("b", fact.said), made("span", state === "refused" ? fact.refused : say(state), `state ${state}`));
  if (here === "/tech/outbox") {
    const link = made("a", fact.page.split("/").pop()) as HTMLAnchorElement;
    link.href = fact.page;
    link.dir = "ltr";
    at.append(link, made("span", digits(new Date(fact.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })), "quiet"));
  }
  const place = one<HTMLSelectElement>("#place")?.value;
  if (fact.refused) at.append(button("again", () => again(fact.id!, fact.url.endsWith("/parts") && place ? { location: place } : {})));
  // What was sent may have arrived, although the answer was lost: it is only dropped when it was refused.
  if (fact.refused || !fact.sent) at.append(button("drop", () => drop(fact.id!)));
  return at;
}

async function paint(): Promise<void> {
  const all = await kept(), mine = all.filter((fact) => fact.page === here);
  document.querySelectorAll<HTMLElement>("a[data-waiting]").forEach((at) => {
    at.hidden = !all.length;
    at.classList.toggle("refused", all.some((fact) => fact.refused));
    at.querySelector("span")!.textContent = digits(say("waiting", { n: all.length }));
  });
  const list = one("#kept"), shown = here === "/tech/outbox" ? all : mine;
  list?.replaceChildren(...shown.map(row));
  const none = one("#nothing-waits");
  if (none) none.hidden = shown.length > 0;
  const at = sheet();
  if (at) {
    for (const { url, body, refused } of mine) {
      if (refused) continue;
      if (url.endsWith("/clock")) Object.assign(at.dataset, { clock: "runs", since: body["started_at"] });
      if (/clock\/(stop|discard)$/.test(url)) at.dataset["clock"] = "stands";
    }
  }
  tick();
}

function tick(): void {
  document.querySelectorAll<HTMLElement>("[data-ticks]").forEach((at) => {
    const since = sheet()?.dataset["since"] || at.dataset["ticks"];
    if (!since) return;
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(since)) / 60_000));
    at.textContent = digits(`${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`);
  });
}

// What arrived is drawn by the server; a part in which somebody types stays as it is.
let due = 0;
function refresh(): void {
  clearTimeout(due);
  due = setTimeout(async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return;
    await (await caches.open("pages")).put(location.href, answer.clone());
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    fresh.querySelectorAll<HTMLElement>("[data-part]").forEach((next) => {
      const old = document.getElementById(next.id);
      if (old && !(old.contains(document.activeElement) && document.activeElement!.matches("textarea, input, select"))) old.replaceWith(document.importNode(next, true));
    });
    const [at, next] = [sheet(), fresh.getElementById("sheet")];
    if (at && next) Object.assign(at.dataset, { clock: next.dataset["clock"], since: next.dataset["since"] });
    wire();
    await paint();
  }, 250);
}

// --- forms ----------------------------------------------------------------------------------------------------------------
function bodyOf(form: HTMLFormElement): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of [...form.elements] as HTMLInputElement[]) {
    if (!field.name || field.type === "file") continue;
    if (field.dataset["now"] !== undefined) body[field.name] = now();
    else if (field.value) body[field.name] = field.dataset["json"] === undefined ? field.value : JSON.parse(field.value);
  }
  return body;
}

async function keep(fact: Pick<Fact, "url" | "body" | "said"> & Partial<Fact>): Promise<number> {
  const id = await put({ page: here, ...fact });
  tone("taken");
  return id;
}

document.addEventListener("submit", (e) => {
  const form = e.target as HTMLFormElement, url = form.dataset["fact"];
  if (form.dataset["chosen"]) e.preventDefault();
  if (!url) return;
  e.preventDefault();
  e.stopImmediatePropagation();
  const typed = form.querySelector<HTMLTextAreaElement>("textarea");
  void keep({ url, body: bodyOf(form), said: [form.dataset["said"], typed?.value.slice(0, 60)].filter(Boolean).join(": ") }).then(() => {
    if (typed) typed.value = "";
    form.closest("dialog")?.close();
  });
}, true);
document.addEventListener("change", (e) => {
  const at = e.target as HTMLInputElement, form = at.closest<HTMLFormElement>("form[data-chosen]");
  if (at.dataset["picture"]) void photo(at);
  else if (at.id === "place") localStorage.setItem("place", at.value);
  else if (form && at.value) {
    const also = one<HTMLInputElement>("[name=repair_item_id]", form)!.value;
    void keep({ url: form.dataset["chosen"]!, body: { [at.name]: at.value, repair_item_id: also }, said: `${at.labels![0]!.textContent}: ${(at as unknown as HTMLSelectElement).selectedOptions[0]!.textContent}` });
  }
});
document.addEventListener("click", (e) => {
  const at = (e.target as HTMLElement).closest<HTMLElement>("[data-opens], [data-shuts], [data-camera], [data-field]");
  const dialog = document.getElementById(at?.dataset["opens"] ?? "") as HTMLDialogElement | null;
  dialog?.showModal();
  if (dialog?.id === "sign") void more().then((loaded) => loaded?.signed(dialog, (made) => void file(dialog.dataset["url"]!, say("signature"), made)));
  if (at?.dataset["shuts"] !== undefined) at?.closest("dialog")?.close();
  if (at?.dataset["camera"] !== undefined) void camera();
  if (at?.dataset["field"]) { e.preventDefault(); one(`#${at.dataset["field"]}`)?.focus(); }
});

// Pictures, signature and camera are seldom needed: their script comes with the first tap, from what the worker kept.
type More = {
  openCamera: (camera: { dialog: HTMLDialogElement; take: (text: string) => void; none: () => void; denied: () => void }) => Promise<void>;
  photo: (at: HTMLInputElement) => Promise<File[]>;
  signed: (dialog: HTMLDialogElement, done: (file: File) => void) => void;
  save: (facts: Fact[]) => void;
};
const hall = window as unknown as { more?: More };
let coming: Promise<More | null> | undefined;
const more = (): Promise<More | null> => hall.more ? Promise.resolve(hall.more) : (coming ??= new Promise((done) => {
  const at = document.createElement("script");
  at.src = words["script"]!;
  at.onload = () => done(hall.more!);
  at.onerror = () => { coming = undefined; done(null); };
  document.head.append(at);
}));

async function file(url: string, said: string, made: File): Promise<void> {
  await keep({ url, body: {}, said, file: { bytes: await made.arrayBuffer(), type: made.type, name: made.name } });
}
async function photo(at: HTMLInputElement): Promise<void> {
  const found = await (await more())?.photo(at) ?? [];
  if (!found.length) told("refused", say("noPicture"));
  for (const each of found) await file(at.dataset["picture"]!, say("photo"), each);
}

// --- scans ----------------------------------------------------------------------------------------------------------------
let asking: { id: number; part: string } | null = null;
const HELD = 120_000; // so long a part waits for its old serial before it goes without

function ask(part: string): void {
  told("ask", say("oldSerial", { part }), button("noSerial", () => settle(null)));
}
async function settle(serial: string | null): Promise<void> {
  const of = asking;
  asking = null;
  if (!of) return;
  await change(of.id, ({ after: _, ...fact }) => ({ ...fact, body: serial ? { ...fact.body, old_serial: serial } : fact.body, said: serial ? `${fact.said} · ${serial}` : fact.said }));
  if (serial) told("taken", say("serialNoted", { serial, part: of.part }));
  else one("#told")!.hidden = true;
}
async function putOn(scan: Scan, name: string): Promise<void> {
  await settle(null);
  const { raw, alt_raw, source } = scan, place = one<HTMLSelectElement>("#place")?.value;
  const body = { part: raw, source, quantity: "1", ...(alt_raw && { alt_raw }), ...(place && { location: place }), ...(item() && { repair_item_id: item() }) };
  asking = { id: await put({ page: here, url: `/api/v1/repairs/${sheet()!.dataset["order"]}/parts`, body, said: name, after: Date.now() + HELD }), part: name };
  ask(name);
}
const item = (): string => one<HTMLSelectElement>("#unit")?.value ?? "";

async function meant({ raw, alt_raw, source }: Scan): Promise<Resolved | null> {
  const headers = { "Content-Type": "application/json" }, body = JSON.stringify({ raw, source, ...(alt_raw && { alt_raw }) });
  const answer = await fetch("/api/v1/scans", { method: "POST", headers, body, signal: AbortSignal.timeout(4000) }).catch(() => null);
  return answer?.ok ? (await answer.json() as Resolved) : null;
}
const go = (found: Found): void => {
  location.href = found.kind === "repair" ? `/tech/${found.number}` : `/tech?words=${encodeURIComponent(found.number)}`;
};

async function take(scan: Scan): Promise<void> {
  const typed = scan.alt_raw ?? scan.raw, found = await meant(scan), at = sheet();
  if (!found) {
    if (!at) return told("refused", say("offlineScan"));
    if (typed === at.dataset["number"] || at.dataset["serials"]!.split(" ").includes(typed)) return told("taken", say("thisOrder"));
    return asking ? settle(typed) : putOn(scan, typed);
  }
  const serial = found.readings[0]?.serial ?? null, record = found.record ?? found.choices.find((each) => /part|product/.test(each.kind) && at) ?? null;
  if (found.outcome === "command") return command(found.command!, typed);
  const isPart = record !== null && /part|product/.test(record.kind);
  if (at && asking && !(isPart && !serial)) return settle(serial ?? typed);
  if (at && isPart) return putOn(scan, record.title || record.number);
  if (record && !isPart) {
    if (!at) return go(record);
    if (record.id === at.dataset["order"] || at.dataset["serials"]!.split(" ").includes(record.number)) return told("taken", say("thisOrder"));
    return told("ask", say("otherUnit", { number: record.number }), button("goThere", () => go(record)), button("stay", () => { one("#told")!.hidden = true; }));
  }
  if (found.outcome === "several") {
    return told("ask", say("several"), ...found.choices.slice(0, 9).map((each) => {
      const choice = button("several", () => (at && /part|product/.test(each.kind) ? putOn({ ...scan, raw: each.number, alt_raw: undefined }, each.title) : go(each)));
      choice.textContent = `${each.number} ${each.title}`;
      return choice;
    }));
  }
  told("refused", say("unknown", { raw: typed }));
}

function command(name: string, typed: string): void {
  const form = one<HTMLFormElement>(`form[data-command="${name}"]`);
  if (form && form.getClientRects().length) form.requestSubmit();
  else told("refused", say("noCommand", { raw: typed }));
}

async function camera(): Promise<void> {
  const box = one<ScanBox>("scan-box")!, denied = (): void => told("refused", say("noCamera"));
  const loaded = await more();
  if (!loaded) return denied();
  await loaded.openCamera({
    dialog: one<HTMLDialogElement>("#camera")!, take: (text) => box.put({ raw: text, source: "camera" }),
    none: () => told("refused", say("noCode")), denied,
  });
}

// --- start ----------------------------------------------------------------------------------------------------------------
function wire(): void {
  const place = one<HTMLSelectElement>("#place"), was = localStorage.getItem("place");
  if (place && was && [...place.options].some((each) => each.value === was)) place.value = was;
}

async function room(): Promise<void> {
  const at = one("#room"), { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  if (at && quota) at.textContent = digits(say("room", { mb: Math.round((quota - usage) / 1e6) }));
  one("#save")?.addEventListener("click", () => void Promise.all([more(), kept()]).then(([loaded, facts]) => loaded?.save(facts)));
}

// The sheets of the orders on the bench are kept before somebody goes where there is no network.
async function ahead(): Promise<void> {
  const pages = await caches.open("pages");
  for (const link of [...document.querySelectorAll<HTMLAnchorElement>("[data-sheet]")].slice(0, 40)) {
    const held = await pages.match(link.href);
    if (held && Date.now() - Date.parse(held.headers.get("date") ?? "") < 600_000) continue;
    const answer = await fetch(link.href).catch(() => null);
    if (answer?.ok && !answer.redirected) await pages.put(link.href, answer);
  }
}

customElements.define("scan-box", ScanBox);
document.querySelectorAll<ScanBox>("scan-box").forEach((box) => { box.take = take; });
listen((arrived) => {
  void paint();
  if (arrived?.page === here) refresh();
});
addEventListener("online", () => void paint());
addEventListener("offline", () => void paint());
setInterval(tick, 10_000);
wire();
post();
void paint();
void room();
if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/sw.js").then(() => ahead()).catch(() => undefined);
