// Warns before a session runs out and lets one click make it longer. The server alone decides; this file only asks it.
// Without it a page says in its foot until when a person stays signed in, with a button that opens beside the work.
"use strict";

(() => {
  const box = document.querySelector("[data-time-out]");
  if (!box) return;
  const words = box.querySelector("[data-words]");
  const warning = words.textContent;
  const form = box.querySelector("[data-stay]");
  const again = box.querySelector("[data-sign-in]");
  const warnAt = Number(box.dataset.warn);
  let timer = 0;
  plan(Number(box.dataset.seconds));

  // Clocks of browsers differ from the server's: only what is left is counted here. A computer that slept asks anew.
  function plan(left) {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, Math.max(1, left > warnAt ? left - warnAt : left) * 1000);
  }

  async function ask() {
    const left = await seconds("GET");
    if (left === null) timer = window.setTimeout(ask, 15000);
    else if (left === 0) over();
    else {
      if (left <= warnAt + 2) warn();
      else box.hidden = true;
      plan(left);
    }
  }

  function warn() {
    if (!box.hidden) return;
    words.textContent = warning;
    form.hidden = false;
    again.hidden = true;
    box.hidden = false;
  }

  function over() {
    words.textContent = box.dataset.over;
    form.hidden = true;
    again.hidden = false;
    box.hidden = false;
    // Whoever signed in again in another tab is asked about when this one is looked at.
    window.addEventListener("focus", ask, { once: true });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const left = await seconds("POST");
    if (left === null) return;
    if (left === 0) return over();
    words.textContent = box.dataset.stayed;
    form.hidden = true;
    window.setTimeout(() => (box.hidden = true), 4000);
    plan(left);
  });

  // What is left; 0 when nobody is signed in any more, null when the server did not answer.
  async function seconds(method) {
    const secret = form.elements.csrfmiddlewaretoken.value;
    const headers = { Accept: "application/json", ...(method === "POST" && { "X-CSRFToken": secret }) };
    try {
      const answer = await fetch(box.dataset.address, { method, headers, redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect" || answer.status === 401) return 0;
      if (!answer.ok) return null;
      return (await answer.json()).seconds;
    } catch {
      return null;
    }
  }

  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
})();
