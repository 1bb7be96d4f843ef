// A number's source or a term's meaning shows on hover and focus by style alone. Two things need a
// script: on a touch screen the first tap shows the source and the second
// follows the link, and Escape puts the source away.
document.addEventListener("click", (event) => {
  const number = event.target.closest?.(".explained-text");
  const touched = event.pointerType === "touch";
  for (const open of document.querySelectorAll(".explained.is-open")) {
    if (!open.contains(event.target)) open.classList.remove("is-open");
  }
  if (!number || !touched) return;
  const word = number.parentElement;
  if (word.classList.contains("is-open")) return;
  event.preventDefault();
  word.classList.remove("is-dismissed");
  word.classList.add("is-open");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const word of document.querySelectorAll(".explained:is(:hover, :focus-within, .is-open)")) {
    word.classList.remove("is-open");
    word.classList.add("is-dismissed");
    const back = () => word.classList.remove("is-dismissed");
    word.addEventListener("pointerleave", back, { once: true });
    word.addEventListener("focusout", back, { once: true });
  }
});
