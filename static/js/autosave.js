// Saves the form of a question while a person writes. "Saved" is shown only after the server has answered that it is.
// One request is under way at a time; what changes meanwhile is sent after it. Nothing is kept in the browser's storage.
"use strict";

(() => {
  const AFTER_LAST_KEY = 2000;
  const WHILE_TYPING = 20000;
  const BETWEEN_SPOKEN = 10000;
  const PATIENCE = 30000;
  const RETRY = [2000, 5000, 15000, 30000, 60000];
  const TYPED = "textarea, input[type=text]";
  // Not part of what a person says: they differ from one sending to the next.
  const APART = new Set(["csrfmiddlewaretoken", "expected_revision", "idempotency_key", "then", "chosen_file"]);
  // The reference beside the answer has a button of its own.
  const REFERENCE = "evidence-";

  for (const form of document.querySelectorAll("form[data-autosave]")) watch(form);

  function watch(form) {
    const show = teller(document.querySelector("[data-save-state]"));
    const fields = form.elements;
    // What the server has; nothing of it stands here when the page came back with what was typed and not stored.
    let saved = "unsaved" in form.dataset ? null : content(form);
    let refused = null; // content that the server did not want; the same again would be refused again
    let pending = null; // content and key of the sending under way or to be repeated
    let busy = false;
    let stopped = false; // a conflict or a lost sign-in: only the person can go on
    let leaving = false;
    let failures = 0;
    let pressed = null; // the button that was pressed while a sending was under way
    let quiet = 0;
    let long = 0;
    let again = 0;

    form.addEventListener("change", () => soon(0));
    form.addEventListener("focusout", () => soon(0));
    form.addEventListener("input", (event) => {
      if (stopped || !event.target.matches(TYPED)) return;
      show("waiting");
      soon(AFTER_LAST_KEY);
      long ||= window.setTimeout(send, WHILE_TYPING);
    });
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (busy) {
        // Two sendings at once would look like two people; the button acts when the answer is there.
        event.preventDefault();
        pressed = event.submitter;
        return;
      }
      if (pending && pending.content === content(form)) fields.idempotency_key.value = pending.key;
      leaving = true;
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
    window.addEventListener("online", () => pending && send());
    window.addEventListener("pageshow", () => (leaving = false));
    window.addEventListener("beforeunload", (event) => {
      if (!leaving && (content(form) !== saved || referenceTyped())) event.preventDefault();
    });
    for (const leave of document.querySelectorAll("form[data-sign-out]"))
      leave.addEventListener("submit", (event) => {
        if ((content(form) === saved && !referenceTyped()) || window.confirm(leave.dataset.ask)) leaving = true;
        else event.preventDefault();
      });

    if (saved === null) {
      show("waiting");
      soon(0);
    }

    // Kind, strength and marking have a value from the start: they do not say that somebody typed.
    function referenceTyped() {
      return ["title", "issued_by", "holder", "dated_on", "page_reference"].some((name) => fields[REFERENCE + name]?.value.trim());
    }

    function soon(wait) {
      window.clearTimeout(quiet);
      quiet = window.setTimeout(send, wait);
    }

    async function send() {
      const now = content(form);
      if (busy || stopped || leaving || now === saved || now === refused) return;
      for (const timer of [quiet, long, again]) window.clearTimeout(timer);
      long = 0;
      // The same content keeps its key when it is sent again, so that a lost answer does not save it twice.
      if (pending?.content !== now) pending = { content: now, key: newKey() };
      busy = true;
      show("saving");
      await post(pending, true);
      busy = false;
      if (pressed && !stopped && !failures) {
        const button = pressed;
        pressed = null;
        form.requestSubmit(button);
      } else if (!stopped && !failures && ![saved, refused].includes(content(form))) soon(AFTER_LAST_KEY);
      pressed = null;
    }

    async function post(sending, renew) {
      const body = new URLSearchParams(texts(form));
      body.set("idempotency_key", sending.key);
      let answer;
      let told;
      try {
        answer = await fetch(form.action, {
          method: "POST",
          body,
          redirect: "manual",
          keepalive: document.visibilityState === "hidden",
          signal: AbortSignal.timeout(PATIENCE),
          headers: { Accept: "application/json", "X-Requested-With": "autosave" },
        });
      } catch {
        return later("offline");
      }
      if (answer.type === "opaqueredirect" || answer.status === 401) return lostSignIn();
      try {
        told = await answer.json();
      } catch {
        return later("trouble");
      }
      if (answer.ok) return done(sending, told);
      if (told.code === "csrf" && renew) return (await newSecret(form)) ? post(sending, false) : lostSignIn();
      if (answer.status === 409) return conflict(told);
      if (answer.status >= 500 || answer.status === 429) return later("trouble");
      failures = 0;
      refused = sending.content;
      pending = null;
      show("failed", told);
    }

    function done(sending, told) {
      failures = 0;
      saved = sending.content;
      pending = refused = null;
      fields.expected_revision.value = told.revision;
      if (fields.idempotency_key) fields.idempotency_key.value = newKey();
      document.querySelector("[data-until-saved]")?.remove();
      show("saved", told);
    }

    function later(state) {
      again = window.setTimeout(send, RETRY[Math.min(failures, RETRY.length - 1)]);
      failures += 1;
      show(state);
    }

    // The page of comparison needs what stands here too: the form is sent as it is, and the server answers with both.
    function conflict(told) {
      stopped = true;
      show("conflict", told, (event) => {
        event.preventDefault();
        leaving = true;
        form.submit();
      });
    }

    // Signing in happens in another window, so that the text stays here and is sent when the person comes back.
    function lostSignIn() {
      stopped = true;
      show("signed-out");
      window.addEventListener(
        "focus",
        () => {
          stopped = false;
          send();
        },
        { once: true },
      );
    }
  }

  // One sentence at one place. The element is a status region: what is drawn while aria-live is off is not spoken.
  function teller(place) {
    let spokenAt = 0;
    let held = 0;
    if (!place) return () => {};
    const say = place.dataset;

    return function show(state, told = {}, act = null) {
      window.clearTimeout(held);
      if (state === "waiting" && say.state === "waiting") return;
      const silent = state === "waiting" || state === "saving";
      const rest = spokenAt + BETWEEN_SPOKEN - Date.now();
      place.setAttribute("aria-live", silent || rest > 0 ? "off" : "polite");
      if (!silent && rest <= 0) spokenAt = Date.now();
      if (!silent && rest > 0) held = window.setTimeout(() => show(state, told, act), rest);
      const icon = { saved: "check", saving: "saving", waiting: "saving" }[state] ?? "failed";
      place.className = icon === "failed" ? "save failed" : "save";
      say.state = state;
      const line = document.createElement("span");
      line.textContent = sentence(state, told);
      place.replaceChildren(picture(`${say.icons}#${icon}`), line);
      if (state === "conflict") place.append(link(say.compare, told.conflict_url ?? "", act));
      if (state === "signed-out") place.append(link(say.signIn, say.signInUrl, null));
    };

    function sentence(state, told) {
      if (state === "saved") return say.saved.replace("{time}", told.saved_at ?? "");
      if (state === "failed") return say.failed.replace("{message}", told.message ?? "");
      if (state === "signed-out") return say.signedOut;
      if (state !== "conflict") return say[state];
      if (!told.by) return say.conflictUnknown;
      return (told.at ? say.conflict : say.conflictName).replace("{name}", told.by).replace("{time}", told.at ?? "");
    }
  }

  function link(text, address, act) {
    const element = document.createElement("a");
    element.href = address;
    element.textContent = text;
    if (act) element.addEventListener("click", act);
    else element.target = "_blank";
    return element;
  }

  function picture(address) {
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    for (const [name, value] of [["class", "icon"], ["viewBox", "0 0 20 20"], ["aria-hidden", "true"]])
      drawing.setAttribute(name, value);
    use.setAttribute("href", address);
    drawing.append(use);
    return drawing;
  }

  function content(form) {
    return new URLSearchParams(texts(form).filter(([name]) => !APART.has(name) && !name.startsWith(REFERENCE))).toString();
  }

  // Files go on their own way (upload.js).
  function texts(form) {
    return [...new FormData(form)].filter(([, value]) => typeof value === "string");
  }

  // Signing in again gives a new form secret; the page is read once more for it. False: nobody is signed in.
  async function newSecret(form) {
    try {
      const answer = await fetch(window.location.href, { redirect: "manual", headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("form[data-autosave] [name=csrfmiddlewaretoken]");
      if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
      return Boolean(fresh);
    } catch {
      return false;
    }
  }

  // randomUUID exists only in a secure context; an installation on a local address over http has the other one.
  function newKey() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    return [...window.crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
})();
