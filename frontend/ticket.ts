// What the page of a ticket alone does in the browser: the others see that one writes here, told while one types and no oftener than needed.
const EVERY = 4000;
let last = 0;

document.addEventListener("input", (e) => {
  const at = e.target as HTMLElement, number = document.getElementById("presence")?.dataset["number"];
  if (!number || !at.matches(".reply-box textarea") || Date.now() - last < EVERY) return;
  last = Date.now();
  void fetch(`/tickets/${number}/writing`, { method: "POST" }).catch(() => undefined);
});
