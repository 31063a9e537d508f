// Rows are put at another place by dragging; what is sent is the form of the buttons in the row.
"use strict";

for (const body of document.querySelectorAll("[data-reorder]")) {
  let held = null;
  const rowOf = (event) => event.target.closest("[data-place]");
  const unmark = () => body.querySelectorAll(".drop").forEach((row) => row.classList.remove("drop"));
  // Text in a row can still be chosen: only the number is what one drags by.
  for (const row of body.querySelectorAll("[data-place]")) {
    const grip = row.cells[0];
    grip.draggable = true;
    grip.classList.add("grip");
    grip.title = "拖动可调整位置";
  }
  body.addEventListener("dragstart", (event) => {
    held = rowOf(event);
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.place);
    event.dataTransfer.setDragImage(held, 0, 0);
  });
  body.addEventListener("dragover", (event) => {
    const over = rowOf(event);
    if (!held || !over || over === held) return;
    event.preventDefault();
    unmark();
    over.classList.add("drop");
  });
  body.addEventListener("drop", (event) => {
    const over = rowOf(event);
    if (!held || !over || over === held) return;
    event.preventDefault();
    const form = held.querySelector("form[data-move]");
    const place = document.createElement("input");
    place.type = "hidden";
    place.name = "place";
    place.value = over.dataset.place;
    form.append(place);
    form.requestSubmit();
  });
  body.addEventListener("dragend", () => { held = null; unmark(); });
}
