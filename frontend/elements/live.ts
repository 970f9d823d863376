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
    const form = (e.target as HTMLElement).closest<HTMLFormElement>("form[data-submit-on-change]");
    if (form && e.target instanceof HTMLSelectElement && !form.querySelector("input[required]")) form.requestSubmit();
  });
}
