// What makes the console quicker for those who have script. Every page works without it.
(() => {
  "use strict";

  // -- sheets that open below a button: one at a time; Escape and a click elsewhere close them ------
  const openPops = () => document.querySelectorAll("details.pop[open]");
  document.addEventListener("click", (event) => {
    for (const pop of openPops()) if (!pop.contains(event.target)) pop.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const pop of openPops()) if (!pop.contains(event.target)) pop.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const pop of openPops()) {
      pop.open = false;
      pop.querySelector("summary").focus();
    }
  });

  // -- light or dark without a new page ---------------------------------------------------------
  for (const form of document.querySelectorAll("[data-theme-form]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const data = new FormData(form, event.submitter);
      const headers = { "HX-Request": "true" };
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data), headers });
      if (!answer.ok) return form.submit();
      document.documentElement.dataset.theme = data.get("theme");
      document.documentElement.dispatchEvent(new Event("holdfast:theme"));
      for (const button of form.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(button.value === data.get("theme")));
      }
    });
  }

  // -- search everything: Ctrl-K ------------------------------------------------------------------
  const dialog = document.getElementById("search");
  if (dialog) {
    const input = dialog.querySelector("input[type=search]");
    const open = () => {
      if (dialog.open) return;
      dialog.showModal();
      input.select();
    };
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open();
      }
    });
    for (const field of document.querySelectorAll("[data-search]")) {
      field.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        open();
      });
    }
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    // Arrow keys walk from the words to what was found, and back.
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const stops = [input, ...dialog.querySelectorAll("#hits a")];
      const now = stops.indexOf(document.activeElement);
      const next = now + (event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
      stops[Math.min(Math.max(next, 0), stops.length - 1)].focus();
    });
  }

  // -- a part of a page that cannot be fetched is fetched as a whole page, which says what is wrong ---
  document.addEventListener("htmx:responseError", (event) => {
    const path = event.detail.pathInfo.finalRequestPath;
    if (path && event.detail.requestConfig.verb === "get") window.location.assign(path);
  });
})();
