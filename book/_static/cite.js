// Buttons that copy a citation. Without a script there are none: the text can be selected.
document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll(".cite-box")) {
    const said = box.querySelector(".cite-said");
    for (const button of box.querySelectorAll(".cite-copy")) {
      const text = button.parentElement.querySelector(".cite-text");
      button.hidden = false;
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(text.textContent);
          said.textContent = `${text.getAttribute("aria-label")} copied.`;
        } catch {
          // A page in a file may not write to the clipboard everywhere.
          getSelection().selectAllChildren(text);
          said.textContent = "Selected: copy it with your keyboard.";
        }
      });
    }
  }
});
