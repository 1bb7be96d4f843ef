// The ledger of claims: search and filters over lists that stand in the page as folded
// groups, one a document. Without scripts the form stays hidden and the groups fold.
(() => {
  const plain = (text) =>
    text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

  function explore(form) {
    const status = form.querySelector("output");
    const { search, document: source, kind, fate } = form.elements;
    const fields = [search, source, kind, fate];
    const groups = [...document.querySelectorAll(".ledger > details")].map((element) => ({
      element,
      count: element.querySelector(".ledger-count"),
      entries: [...element.querySelectorAll("ul > li")].map((entry) => ({ entry, text: null })),
    }));
    const total = groups.reduce((sum, { entries }) => sum + entries.length, 0);

    function matches(one, words) {
      const { dataset } = one.entry;
      if (kind.value && dataset.kind !== kind.value) return false;
      if (fate.value && dataset.fate !== fate.value) return false;
      one.text ??= plain(one.entry.textContent);
      return words.every((word) => one.text.includes(word));
    }

    function update() {
      const words = plain(search.value).split(/\s+/).filter(Boolean);
      const filtered = fields.some((field) => field.value);
      let found = 0;
      for (const { element, count, entries } of groups) {
        const chosen = !source.value || source.value === element.dataset.document;
        let hits = 0;
        for (const one of entries) {
          one.entry.hidden = !(chosen && matches(one, words));
          if (!one.entry.hidden) hits += 1;
        }
        count.textContent = hits;
        element.hidden = !hits;
        if (filtered && hits) element.open = true;
        found += hits;
      }
      status.textContent = filtered ? `${found} of ${total} claims` : `${total} claims`;
    }

    function clear() {
      for (const field of fields) field.value = "";
      for (const { element } of groups) element.open = false;
      update();
    }

    // The claim that the address names, whatever was filtered before.
    function follow() {
      const entry = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!entry?.matches(".ledger li")) return;
      clear();
      entry.closest(".ledger > details").open = true;
      entry.scrollIntoView({ block: "center" });
    }

    form.addEventListener("input", update);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.querySelector("button").addEventListener("click", () => {
      clear();
      search.focus();
    });
    addEventListener("hashchange", follow);
    form.hidden = false;
    update();
    follow();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form.ledger-controls");
    if (form) explore(form);
  });
})();
