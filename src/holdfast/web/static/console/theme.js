// Runs before the page is drawn, so that "as the system" does not flash. Without script it is light.
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const wanted = root.dataset.theme;
    const isDark = wanted === "dark" || (wanted === "auto" && dark.matches);
    if (isDark) root.setAttribute("data-bs-theme", "dark");
    else root.removeAttribute("data-bs-theme");
  };
  dark.addEventListener("change", apply);
  root.addEventListener("holdfast:theme", apply);
  apply();
})();
