// The panel of a call: once it was put away, or one went on from it, it stays away for that call on every page.
const KEPT = "call";

export function pop(): void {
  const place = document.getElementById("pop");
  const call = (): string => place?.querySelector<HTMLElement>("[data-call]")?.dataset["call"] ?? "";
  document.addEventListener("htmx:after:swap", () => {
    if (call() && sessionStorage.getItem(KEPT) === call()) place?.replaceChildren();
  });
  place?.addEventListener("click", (e) => {
    const at = (e.target as HTMLElement).closest("a, [data-away]");
    if (!at) return;
    sessionStorage.setItem(KEPT, call());
    if (at.matches("[data-away]")) place.replaceChildren();
  });
}
