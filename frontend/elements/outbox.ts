// What a technician did, written down before it is sent: each fact goes once, in order, and is forgotten only when it arrived.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

export type Fact = {
  id?: number;
  key: string; // the server applies each key once, so a lost answer is harmless
  reader: string;
  url: string;
  body: Record<string, unknown>;
  file?: { bytes: ArrayBuffer; type: string; name: string };
  page: string; // where it was done
  said: string; // what it is, in words
  at: string;
  after?: number; // not before: something may still be added
  refused?: string;
  sent?: boolean; // tried at least once: it may have arrived
};
interface Kept extends DBSchema { facts: { key: number; value: Fact } }

const news = new BroadcastChannel("outbox");
const reader = (): string => document.body.dataset["reader"] ?? "";
const heard = new Set<(arrived?: Fact) => void>();

// A browser may cut the connection in the background: it is opened for each use.
async function using<T>(work: (at: IDBPDatabase<Kept>) => Promise<T>): Promise<T> {
  const at = await openDB<Kept>("outbox", 1, { upgrade: (made) => void made.createObjectStore("facts", { keyPath: "id", autoIncrement: true }) });
  try {
    return await work(at);
  } finally {
    at.close();
  }
}

const tell = (arrived?: Fact): void => {
  news.postMessage(arrived);
  heard.forEach((each) => each(arrived));
};
news.onmessage = (e) => heard.forEach((each) => each(e.data as Fact | undefined));
export const listen = (each: (arrived?: Fact) => void): void => void heard.add(each);

export const kept = async (): Promise<Fact[]> => (await using((at) => at.getAll("facts"))).filter((each) => each.reader === reader());

export async function put(fact: Omit<Fact, "key" | "reader" | "at"> & { at?: string }): Promise<number> {
  const whole: Fact = { at: new Date().toISOString(), ...fact, key: crypto.randomUUID(), reader: reader() };
  const id = await using(async (at) => {
    const made = at.transaction("facts", "readwrite");
    const done = await made.store.add(whole);
    await made.done;
    return done;
  });
  tell();
  void flush();
  return id;
}

export async function change(id: number, by: (fact: Fact) => Fact): Promise<void> {
  await using(async (at) => {
    const made = at.transaction("facts", "readwrite"), fact = await made.store.get(id);
    if (fact) await made.store.put(by(fact));
    await made.done;
  });
  tell();
  void flush();
}

export const again = (id: number, body: Record<string, unknown> = {}): Promise<void> =>
  change(id, ({ refused: _, ...fact }) => ({ ...fact, body: { ...fact.body, ...body } }));

export async function drop(id: number): Promise<void> {
  await using((at) => at.delete("facts", id));
  tell();
}

function asked(fact: Fact): RequestInit {
  const headers: Record<string, string> = { "Idempotency-Key": fact.key, "Accept-Language": document.documentElement.lang };
  if (fact.file) {
    const form = new FormData();
    form.append("file", new Blob([fact.file.bytes], { type: fact.file.type }), fact.file.name);
    return { headers, body: form };
  }
  headers["Content-Type"] = "application/json";
  return { headers, body: JSON.stringify(fact.body) };
}

// Says whether the next one may go: without a network, or while the server is busy or asks who we are, all stay in order.
async function send(fact: Fact): Promise<boolean> {
  const id = fact.id!;
  await using((at) => at.put("facts", { ...fact, sent: true }));
  const answer = await fetch(fact.url, { method: "POST", redirect: "error", ...asked(fact) }).catch(() => null);
  if (!answer || answer.status >= 500 || answer.headers.has("Retry-After") || [401, 408, 429].includes(answer.status)) {
    document.body.classList.toggle("signed-out", answer?.status === 401);
    return false;
  }
  document.body.classList.remove("signed-out");
  if (answer.ok) {
    await using((at) => at.delete("facts", id));
    tell(fact);
  } else {
    const told = await answer.json().catch(() => null) as { detail?: string } | null;
    await using((at) => at.put("facts", { ...fact, sent: false, refused: told?.detail ?? String(answer.status) }));
    tell();
  }
  return true;
}

let again_at = 0;
export const flush = (): Promise<void> =>
  navigator.locks.request("outbox", async () => {
    for (const { id } of await kept()) {
      const fact = await using((at) => at.get("facts", id!));
      if (!fact || fact.refused) continue;
      const wait = (fact.after ?? 0) - Date.now();
      if (wait > 0) {
        clearTimeout(again_at);
        again_at = setTimeout(() => void flush(), wait + 50);
        return;
      }
      if (!await send(fact)) return;
    }
  });

export function post(): void {
  addEventListener("online", () => void flush());
  document.addEventListener("visibilitychange", () => document.hidden || void flush());
  setInterval(() => void flush(), 30_000);
  void navigator.storage?.persist?.();
  void flush();
}
