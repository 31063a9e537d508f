// A meeting is dragged to another slot and table; what is sent is the form inside of it.
"use strict";

for (const board of document.querySelectorAll("[data-board]")) {
  let held = null;
  const cellOf = (event) => event.target.closest("[data-slot]");
  const unmark = () => board.querySelectorAll(".drop").forEach((cell) => cell.classList.remove("drop"));
  for (const meeting of board.querySelectorAll(".meeting")) {
    meeting.draggable = true;
    meeting.classList.add("grip");
    meeting.title = "拖到别的场次或桌上";
  }
  board.addEventListener("dragstart", (event) => {
    held = event.target.closest(".meeting");
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  board.addEventListener("dragover", (event) => {
    const cell = cellOf(event);
    if (!held || !cell || cell.contains(held)) return;
    event.preventDefault();
    unmark();
    cell.classList.add("drop");
  });
  board.addEventListener("drop", (event) => {
    const cell = cellOf(event);
    if (!held || !cell || cell.contains(held)) return;
    event.preventDefault();
    const form = held.querySelector("form[data-move]");
    form.elements.slot.value = cell.dataset.slot;
    form.elements.table.value = cell.dataset.table;
    form.requestSubmit();
  });
  board.addEventListener("dragend", () => { held = null; unmark(); });
}
