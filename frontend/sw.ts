// Keeps the technician's pages and their files for a shift without a network. It reads only: what is written goes by the outbox.
// The server puts BUILD and FILES in front of this script.
export {};
declare const BUILD: string, FILES: string[], LATER: string[];
declare const self: ServiceWorkerGlobalScope;
const PAGES = "pages", PATIENCE = 4000;

self.addEventListener("install", (e) => e.waitUntil((async () => {
  const files = await caches.open(`files-${BUILD}`);
  await files.addAll(FILES);
  await self.skipWaiting();
  void files.addAll(LATER).catch(() => undefined);
})()));

self.addEventListener("activate", (e) => e.waitUntil((async () => {
  // The build before stays: pages that were kept name its files.
  const builds = (await caches.keys()).filter((name) => name.startsWith("files-") && name !== `files-${BUILD}`);
  await Promise.all(builds.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

async function file(request: Request): Promise<Response> {
  const held = await caches.match(request);
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(`files-${BUILD}`)).put(request, answer.clone());
  return answer;
}

async function page(request: Request, path: string): Promise<Response> {
  const pages = await caches.open(PAGES), held = await pages.match(request.url);
  const wanted = fetch(request).then(async (answer) => {
    if (answer.status === 401) await caches.delete(PAGES); // somebody else may sign in
    else if (answer.ok && !answer.redirected && answer.headers.get("content-type")?.startsWith("text/html")) await pages.put(request.url, answer.clone());
    return answer;
  });
  const late = new Promise<Response>((done) => { if (held) setTimeout(() => done(held), PATIENCE); });
  try {
    const answer = await Promise.race([wanted, late]);
    return answer.status >= 500 && held ? held : answer;
  } catch {
    const other = held ?? await pages.match(path, { ignoreSearch: true }) ?? await pages.match("/tech");
    return other ?? Response.error();
  }
}

self.addEventListener("fetch", (e) => {
  const { request } = e, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && pathname === "/sign-out") e.waitUntil(caches.delete(PAGES));
  if (request.method !== "GET") return;
  if (pathname.startsWith("/static/")) e.respondWith(file(request));
  else if (request.mode === "navigate" && /^\/tech(\/|$)/.test(pathname)) e.respondWith(page(request, pathname));
});
