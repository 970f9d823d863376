// News over the one stream of the page: rows are redrawn where they stand; what is new waits behind a bar.
export function live(): void {
  document.addEventListener("htmx:after:swap", () => {
    document.querySelectorAll("[data-news]").forEach((row) => {
      row.removeAttribute("data-news");
      row.classList.add("flash");
    });
    const told = document.querySelector<HTMLElement>("#told [data-of]");
    if (told && !document.getElementById(told.dataset["of"]!)) look();
    told?.remove();
  });
  document.addEventListener("click", (e) => {
    const link = (e.target as HTMLElement).closest<HTMLAnchorElement>("a[data-with-query]");
    if (link) link.search = location.search;
  });
  document.querySelector("#news button")?.addEventListener("click", () => {
    document.getElementById("news")!.hidden = true;
    document.querySelector<HTMLFormElement>("#filters")?.requestSubmit();
  });
}

// Rows that would stand in this list by now, but appear under nobody's hand: their number waits behind a bar.
let due = 0;
function look(): void {
  clearTimeout(due);
  due = window.setTimeout(async () => {
    const bar = document.getElementById("news"), button = bar?.querySelector<HTMLElement>("[data-words] span");
    const answer = await fetch(`/tickets/rows${location.search}`);
    if (!bar || !button || !answer.ok) return;
    const rows = document.createElement("template");
    rows.innerHTML = await answer.text();
    const fresh = [...rows.content.querySelectorAll("tr[id^=ticket]")].filter((row) => !document.getElementById(row.id)).length;
    button.textContent = (bar.querySelector<HTMLElement>("[data-words]")!.dataset["words"] ?? "").replace("{count}", fresh.toLocaleString(document.documentElement.lang));
    bar.hidden = !fresh;
  }, 1000);
}

// A choice in the head of a record is taken at once, and says so; without script there is a button.
export function choices(): void {
  document.documentElement.classList.add("js");
  document.addEventListener("change", (e) => {
    const at = e.target as HTMLSelectElement, filled = document.getElementById(at.dataset["fills"] ?? "") as HTMLTextAreaElement | null;
    if (filled && at.value) {
      filled.focus();
      filled.setRangeText(at.value, filled.selectionStart, filled.selectionEnd, "end");
      filled.dispatchEvent(new Event("input", { bubbles: true }));
      at.value = "";
    }
    const form = (e.target as HTMLElement).closest<HTMLFormElement>("form[data-submit-on-change]");
    if (form && e.target instanceof HTMLSelectElement && !form.querySelector("input[required]")) form.requestSubmit();
  });
}
