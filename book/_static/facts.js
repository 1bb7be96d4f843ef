// A number's source shows on hover and focus by style alone. Two things need a
// script: on a touch screen the first tap shows the source and the second
// follows the link, and Escape puts the source away.
document.addEventListener("click", (event) => {
  const number = event.target.closest?.(".fact-number");
  const touched = event.pointerType === "touch";
  for (const open of document.querySelectorAll(".fact.is-open")) {
    if (!open.contains(event.target)) open.classList.remove("is-open");
  }
  if (!number || !touched) return;
  const fact = number.parentElement;
  if (fact.classList.contains("is-open")) return;
  event.preventDefault();
  fact.classList.remove("is-dismissed");
  fact.classList.add("is-open");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const fact of document.querySelectorAll(".fact:is(:hover, :focus-within, .is-open)")) {
    fact.classList.remove("is-open");
    fact.classList.add("is-dismissed");
    const back = () => fact.classList.remove("is-dismissed");
    fact.addEventListener("pointerleave", back, { once: true });
    fact.addEventListener("focusout", back, { once: true });
  }
});
