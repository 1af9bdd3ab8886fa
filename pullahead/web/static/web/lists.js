// Selecting many rows: all at once, and how many there are. Without this script rows are ticked
// one by one, and the page that asks says how many.

for (const form of document.querySelectorAll("[data-select]")) {
  const all = form.querySelector("[data-all]");
  const rows = [...form.querySelectorAll("tbody [type=checkbox]")];
  const count = form.querySelector("[data-count]");
  const unticked = count.textContent;
  const tell = () => {
    const ticked = rows.filter((row) => row.checked).length;
    count.textContent = ticked ? `${ticked} selected:` : unticked;
    all.control.checked = ticked === rows.length;
    all.control.indeterminate = ticked > 0 && ticked < rows.length;
  };
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const row of rows) row.checked = all.control.checked;
    tell();
  });
  form.addEventListener("change", tell);
  tell();
}
