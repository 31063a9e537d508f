// Before the first paint: what was chosen, or else what the system prefers.
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const show = () => {
    document.documentElement.dataset.bsTheme = kept() ?? (system.matches ? "dark" : "light");
  };
  show();
  system.addEventListener("change", show);
})();
