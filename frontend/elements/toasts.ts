// One sentence at a time that goes by itself, waits under the pointer or the focus, and may be taken back.
const SECONDS = 10;

export function toast(words: string, undo = ""): void {
  const place = document.getElementById("toasts");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "toast";
  const said = document.createElement("span");
  said.textContent = words;
  box.append(said);
  const button = document.querySelector<HTMLTemplateElement>("#said-undo")?.content.cloneNode(true);
  if (undo && button) {
    box.append(button);
    box.querySelector("button")?.addEventListener("click", () => {
      const form = document.createElement("form");
      form.method = "post";
      const [action, fields] = [undo.split("?")[0]!, new URLSearchParams(undo.split("?")[1] ?? "")];
      form.action = action;
      fields.forEach((value, name) => {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name, value });
        form.append(input);
      });
      document.body.append(form);
      form.submit();
    });
  }
  place.replaceChildren(box);
  let left = SECONDS;
  const tick = setInterval(() => {
    if (box.matches(":hover, :focus-within")) return;
    if (--left <= 0 || !box.isConnected) {
      clearInterval(tick);
      box.remove();
    }
  }, 1000);
}

export const taken = (name: string): string => {
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  if (found) document.cookie = `${name}=; max-age=0; path=/`;
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
};

export function toasts(): void {
  const said = taken("said"), undo = taken("undo");
  if (said) toast(said, undo);
}

export function offline(): void {
  const bar = document.getElementById("offline"), words = bar?.querySelector("span");
  if (!bar || !words) return;
  const show = (): void => {
    const away = !navigator.onLine;
    if (away && bar.hidden) {
      const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      words.textContent = (bar.dataset["words"] ?? "").replace("{since}", now);
    }
    bar.hidden = !away;
    document.body.classList.toggle("offline", away);
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
  document.addEventListener("submit", (e) => {
    if (!navigator.onLine && (e.target as HTMLFormElement).method === "post") {
      e.preventDefault();
      bar.scrollIntoView();
    }
  });
}
