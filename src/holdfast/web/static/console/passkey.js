// Makes or shows a passkey when the button is pressed, and sends what the browser answers with the form.
(() => {
  "use strict";
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const trouble = form.querySelector("[data-passkey-trouble]");
  const asked = JSON.parse(form.dataset.passkey);
  const making = form.dataset.passkeyAct === "make";
  form.addEventListener("submit", async (event) => {
    if (form.elements.passkey.value) return;
    event.preventDefault();
    trouble.hidden = true;
    try {
      const answer = making
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
      form.elements.passkey.value = JSON.stringify(answer.toJSON());
      form.submit();
    } catch {
      trouble.hidden = false;
    }
  });
})();
