"use strict";
// A click on a heading sorts its table by that column; each row keeps its sentence, since both stand in one tbody.
for (const table of document.querySelectorAll("table")) {
  table.querySelectorAll("th").forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const rising = heading.getAttribute("aria-sort") !== "ascending";
      for (const other of table.querySelectorAll("th")) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
      const key = (body) => body.rows[0].cells[column].dataset.key ?? body.rows[0].cells[column].textContent;
      const compare = (a, b) => (a === "" ? 1 : b === "" ? -1 : (rising ? 1 : -1) * order(a, b));
      table.append(...[...table.tBodies].sort((a, b) => compare(key(a), key(b))));
    });
  });
}

function order(a, b) {
  const [x, y] = [Number(a), Number(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, "en", { numeric: true, sensitivity: "base" }) : x - y;
}
