// What every page can do beside links and forms; without it all of them still work.
"use strict";

const csrf = document.querySelector('meta[name="csrf"]').content;
const root = document.documentElement;

// Forms that htmx sends carry the token of the page.
document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRF-Token"] = csrf;
});

// A live part that could not be brought up to date says so where people look.
const failed = (event, why) => {
  const place = event.detail.target ?? event.target;
  let note = place.previousElementSibling;
  if (!note?.classList.contains("live-failed")) {
    note = document.createElement("p");
    note.className = "live-failed";
    note.setAttribute("role", "alert");
    place.before(note);
  }
  note.textContent = why;
};
document.body.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  let said = "";
  try { said = JSON.parse(responseText).detail; } catch { said = ""; }
  failed(event, said || `没有更新（${status}），请稍后再试或刷新页面`);
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(name, (event) => failed(event, "没有更新：连不上服务器，请检查网络后再试"));
}
document.body.addEventListener("htmx:afterSwap", (event) => {
  const note = event.detail.target.previousElementSibling;
  if (note?.classList.contains("live-failed")) note.remove();
});
document.body.addEventListener("htmx:beforeRequest", (event) => event.detail.target.setAttribute("aria-busy", "true"));
document.body.addEventListener("htmx:afterRequest", (event) => event.detail.target.removeAttribute("aria-busy"));

// Light and dark.
const themeSwitch = document.querySelector("[data-theme-switch]");
if (themeSwitch) {
  const label = () => { themeSwitch.textContent = root.dataset.bsTheme === "dark" ? "浅色" : "深色"; };
  themeSwitch.hidden = false;
  label();
  themeSwitch.addEventListener("click", () => {
    root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.bsTheme); } catch { /* shown, though not kept */ }
    label();
    document.dispatchEvent(new Event("themechange"));
  });
}

// What cannot be undone is asked about first: <form data-confirm="…">.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
// A choice that takes effect at once where a script runs; without one there is a button.
for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
// On a narrow screen choices would stand before what was found.
if (matchMedia("(max-width: 899px)").matches) {
  for (const choices of document.querySelectorAll("details.facets")) choices.open = false;
}
// Choose all rows of a table.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-all]")) return;
  for (const box of event.target.closest("table, form").querySelectorAll("[data-row] input[type=checkbox]")) {
    box.checked = event.target.checked;
  }
});
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Keys. Rows are what carries data-row.
const keys = document.getElementById("keys");
const keysButton = document.querySelector("[data-keys]");
if (keysButton) {
  keysButton.hidden = false;
  keysButton.addEventListener("click", () => keys.showModal());
}
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
const step = (by) => {
  const all = rows();
  if (all.length === 0) return;
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]")) return;
  const row = document.activeElement?.closest("[data-row]");
  const acts = {
    "/": () => document.querySelector("[data-search]")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    x: () => row?.querySelector("input[type=checkbox]")?.click(),
    "?": () => keys?.showModal(),
    Enter: () => { if (row === document.activeElement) row.querySelector("a")?.click(); },
  };
  const act = acts[event.key];
  if (!act || (event.key === "Enter" && row !== document.activeElement)) return;
  event.preventDefault();
  act();
});
