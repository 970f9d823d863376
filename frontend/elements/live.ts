// News over the one stream of the page: rows are redrawn where they stand; what is new waits behind a bar.
export function live(): void {
  document.addEventListener("htmx:after:swap", () => {
    document.querySelectorAll("[data-news]").forEach((row) => {
      row.removeAttribute("data-news");
      row.classList.add("flash");
    });
  });
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
