// The data page: search, filters, sorting and paging over tables that stand in the
// page as plain HTML. Without scripts every row is there, one after another.
(() => {
  const STEP = 25; // rows of a table that show before the reader asks for more
  const plain = (text) =>
    text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  function explore(form) {
    const status = form.querySelector("output");
    const { search, table, place, document: source } = form.elements;
    const tables = [...document.querySelectorAll(".evidence-table")].map((element) => ({
      element,
      name: element.dataset.table,
      section: element.closest("section"),
      rows: [...element.querySelectorAll("tbody tr")].map((row) => ({ row, text: null })),
      shown: STEP,
    }));
    const total = tables.reduce((sum, { rows }) => sum + rows.length, 0);
    // What a row says itself: the pages that use it would be found under every word of theirs.
    const said = (row) =>
      [...row.cells].map((cell) => {
        const uses = cell.querySelector(".row-uses")?.textContent ?? "";
        return cell.textContent.slice(0, cell.textContent.length - uses.length);
      });
    const textOf = (entry) => (entry.text ??= plain(said(entry.row).join(" ")));

    function matches(entry, words) {
      const { dataset } = entry.row;
      if (place.value && dataset.case !== place.value) return false;
      if (source.value && dataset.source !== source.value) return false;
      return words.every((word) => textOf(entry).includes(word));
    }

    function update() {
      const words = plain(search.value).split(/\s+/).filter(Boolean);
      let found = 0;
      for (const one of tables) {
        const chosen = !table.value || table.value === one.name;
        const hits = chosen ? one.rows.filter((entry) => matches(entry, words)) : [];
        const visible = new Set(hits.slice(0, one.shown));
        for (const entry of one.rows) entry.row.hidden = !visible.has(entry);
        one.section.hidden = !hits.length;
        one.more.hidden = hits.length <= one.shown;
        one.more.textContent = `Show more rows (${hits.length - visible.size} left)`;
        found += hits.length;
      }
      const number = (count) => count.toLocaleString("en");
      status.textContent =
        found === total ? `${number(total)} rows` : `${number(found)} of ${number(total)} rows`;
    }

    function restart() {
      for (const one of tables) one.shown = table.value ? 4 * STEP : STEP;
      update();
    }

    function clear() {
      for (const field of [search, table, place, source]) field.value = "";
      restart();
    }

    // The row that the address names, whatever was filtered before.
    function follow() {
      const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const one = tables.find(({ element }) => row?.matches("tr") && element.contains(row));
      if (!one) return;
      clear();
      one.shown = Math.max(one.shown, 1 + one.rows.findIndex((entry) => entry.row === row));
      update();
      row.scrollIntoView({ block: "center" });
      row.querySelector(".row-address").focus({ preventScroll: true });
    }

    for (const one of tables) {
      one.more = document.createElement("button");
      one.more.type = "button";
      one.more.className = "evidence-more";
      one.more.addEventListener("click", () => {
        const last = one.rows.filter(({ row }) => !row.hidden).length;
        one.shown += 4 * STEP;
        update();
        // The keyboard goes on where the new rows begin.
        one.rows.filter(({ row }) => !row.hidden)[last]?.row.querySelector(".row-address").focus();
      });
      one.element.append(one.more);
      makeSortable(one, update);
    }
    form.addEventListener("input", restart);
    form.querySelector("button").addEventListener("click", () => {
      clear();
      search.focus();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", follow);
    form.hidden = false;
    restart();
    document.documentElement.classList.add("evidence-ready");
    follow();
  }

  function makeSortable(one, update) {
    const heads = [...one.element.querySelectorAll("thead th")];
    const given = [...one.rows];
    // Where a row is a card, each cell names its column.
    const labels = heads.map((head) => head.textContent);
    for (const { row } of given)
      labels.forEach((label, column) => (row.cells[column].dataset.label = label));
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { none: "ascending", ascending: "descending", descending: "none" };
        const order = next[head.getAttribute("aria-sort") ?? "none"];
        for (const other of heads) other.removeAttribute("aria-sort");
        if (order !== "none") head.setAttribute("aria-sort", order);
        one.rows = order === "none" ? [...given] : sorted(given, column, order);
        one.element.querySelector("tbody").append(...one.rows.map(({ row }) => row));
        update();
      });
    });
  }

  function sorted(entries, column, order) {
    const sign = order === "ascending" ? 1 : -1;
    const key = ({ row }) => {
      const cell = row.cells[column];
      const number = cell.querySelector("[data-sort]")?.dataset.sort;
      return number === undefined ? cell.textContent.trim() : Number(number);
    };
    const keys = new Map(entries.map((entry) => [entry, key(entry)]));
    // What is empty comes last in either order.
    return [...entries].sort((a, b) => {
      const [first, second] = [keys.get(a), keys.get(b)];
      const empty = (first === "") - (second === "");
      if (empty) return empty;
      const both = typeof first === "number" && typeof second === "number";
      return sign * (both ? first - second : collator.compare(first, second));
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form.evidence-controls");
    if (form) explore(form);
  });
})();
