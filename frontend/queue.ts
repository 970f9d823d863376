// What the queue alone does in the browser: a view is kept as the address stands now, whatever was chosen since the page was drawn.
document.addEventListener("submit", (e) => {
  const asked = (e.target as HTMLElement).querySelector<HTMLInputElement>("[data-asked]");
  if (asked) asked.value = location.search;
}, true);
