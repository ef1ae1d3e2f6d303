// Passkeys: fetch the question, let the device answer, send the form. Without this file every other way still works.
"use strict";

(() => {
  // Questions and answers travel as text; devices take and give bytes.
  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  }

  function text(buffer) {
    let plain = "";
    for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function listed(credentials) {
    return (credentials || []).map((one) => ({ ...one, id: bytes(one.id) }));
  }

  function readable(question) {
    const asked = { ...question.publicKey, challenge: bytes(question.publicKey.challenge) };
    if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
    if (asked.excludeCredentials) asked.excludeCredentials = listed(asked.excludeCredentials);
    if (asked.allowCredentials) asked.allowCredentials = listed(asked.allowCredentials);
    return { publicKey: asked };
  }

  function written(credential) {
    const answer = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) answer[part] = text(credential.response[part]);
    }
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: answer,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  async function ask(form, button) {
    const body = new URLSearchParams({
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
      for: button.dataset.passkeyFor,
    });
    const reply = await fetch(button.dataset.passkeyAsk, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(`question refused: ${reply.status}`);
    const question = readable(await reply.json());
    const wanted = button.dataset.passkeyFor === "enrolment" ? "create" : "get";
    return written(await navigator.credentials[wanted](question));
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-ask]");
    const answer = form.querySelector("[data-passkey-answer]");
    const fault = form.querySelector("[data-passkey-error]");
    answer.value = "";
    // On the sign-in page the way by passkey shows only where it can be gone.
    if (window.PublicKeyCredential) form.hidden = false;

    form.addEventListener("submit", async (event) => {
      if (answer.value) return;
      event.preventDefault();
      fault.hidden = true;
      button.disabled = true;
      try {
        answer.value = JSON.stringify(await ask(form, button));
      } catch {
        fault.textContent = window.PublicKeyCredential ? fault.dataset.refused : fault.dataset.missing;
        fault.hidden = false;
      }
      button.disabled = false;
      if (answer.value) form.requestSubmit();
    });
  }
})();
