// Files beside a question: each goes on its own way with its progress, and can be stopped or tried again. Without this file the
// same field and its button send everything with the form. Nothing is kept in the browser's storage.
"use strict";

(() => {
  const PATIENCE = 10 * 60 * 1000;
  const SPOKEN_STEP = 25;

  for (const place of document.querySelectorAll("[data-upload]")) watch(place);

  function watch(place) {
    const field = place.querySelector("input[type=file]");
    const list = place.querySelector("[data-upload-list]");
    const spoken = place.querySelector("[data-upload-spoken]");
    const words = place.dataset;
    const form = field?.form;
    if (!form || !list) return;
    const queue = [];
    let under = null;

    place.classList.add("is-live");
    field.addEventListener("change", () => {
      take(field.files);
      // What is on its way here must not be sent a second time with the form.
      field.value = "";
    });
    for (const name of ["dragenter", "dragover"]) place.addEventListener(name, (event) => hover(event, true));
    place.addEventListener("dragleave", (event) => hover(event, false));
    place.addEventListener("drop", (event) => {
      hover(event, false);
      take(event.dataTransfer?.files ?? []);
    });
    // A file that misses the zone would open in place of the page, and what stands typed would be gone.
    for (const name of ["dragover", "drop"])
      document.addEventListener(name, (event) => {
        if ([...(event.dataTransfer?.types ?? [])].includes("Files")) event.preventDefault();
      });
    window.addEventListener("beforeunload", (event) => {
      if (under || queue.length) event.preventDefault();
    });

    function hover(event, over) {
      if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
      event.preventDefault();
      place.classList.toggle("is-over", over);
    }

    function take(files) {
      for (const file of [...files]) {
        const one = { file, key: newKey(), row: row(file), request: null };
        list.append(one.row.item);
        if (file.size > Number(words.most)) fail(one, words.tooLarge, false);
        else wait(one);
      }
      next();
    }

    function wait(one) {
      queue.push(one);
      show(one, words.waiting);
      one.row.buttons.replaceChildren(button(words.cancel, one, () => cancel(one)));
    }

    // One at a time: a slow line carries one file sooner than five.
    function next() {
      if (under || !queue.length) return;
      under = queue.shift();
      send(under);
    }

    function send(one) {
      const request = new XMLHttpRequest();
      const body = new FormData();
      for (const [name, value] of [
        ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value],
        ["then", "attach"],
        ["client_key", one.key],
        [field.name, one.file],
      ])
        body.append(name, value);
      one.request = request;
      one.stopped = false;
      one.told = -1;
      request.open("POST", form.action || window.location.href);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.timeout = PATIENCE;
      request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(one, event.loaded / event.total));
      request.addEventListener("load", () => done(one, request));
      for (const name of ["error", "timeout"]) request.addEventListener(name, () => done(one, null));
      request.addEventListener("abort", () => done(one, null));
      progress(one, 0);
      request.send(body);
    }

    function progress(one, part) {
      const percent = Math.floor(part * 100);
      one.row.bar.hidden = false;
      one.row.bar.value = percent;
      const state = percent < 100 ? words.sending.replace("{percent}", String(percent)) : words.checking;
      const step = percent < 100 ? Math.floor(percent / SPOKEN_STEP) : SPOKEN_STEP;
      one.row.state.textContent = state;
      if (step !== one.told) say(one, state);
      one.told = step;
    }

    function done(one, request) {
      under = null;
      one.request = null;
      if (one.stopped) next();
      else {
        if (!request) fail(one, words.offline, true);
        else answered(one, request);
        next();
      }
    }

    function answered(one, request) {
      const told = request.response?.files?.[0];
      if (request.status === 200 && told?.kept) {
        show(one, told.message);
        one.row.bar.hidden = true;
        one.row.item.classList.add("is-kept");
        one.row.buttons.replaceChildren(button(words.remove, one, () => remove(one)));
        renew(place);
      } else if (request.status === 200 && told) fail(one, told.message, told.again);
      else if (request.response?.message) fail(one, request.response.message, request.status !== 404);
      else fail(one, words.trouble, true);
    }

    function fail(one, sentence, again) {
      show(one, sentence);
      one.row.bar.hidden = true;
      one.row.item.classList.add("is-failed");
      const buttons = [button(words.remove, one, () => remove(one))];
      if (again) buttons.unshift(button(words.again, one, () => retry(one)));
      one.row.buttons.replaceChildren(...buttons);
    }

    function retry(one) {
      one.row.item.classList.remove("is-failed");
      // The same key: what arrived although its answer was lost is not kept twice.
      wait(one);
      one.row.buttons.querySelector("button").focus();
      next();
    }

    function cancel(one) {
      const at = queue.indexOf(one);
      if (at >= 0) queue.splice(at, 1);
      one.stopped = true;
      one.request?.abort();
      fail(one, words.cancelled, true);
      one.row.buttons.querySelector("button").focus();
    }

    function remove(one) {
      one.row.item.remove();
      field.focus();
    }

    function show(one, sentence) {
      one.row.state.textContent = sentence;
      say(one, sentence);
    }

    function say(one, sentence) {
      spoken.textContent = `${one.file.name}: ${sentence}`;
    }
  }

  function row(file) {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    const bar = document.createElement("progress");
    const state = document.createElement("span");
    const buttons = document.createElement("span");
    name.textContent = file.name;
    bar.max = 100;
    bar.hidden = true;
    bar.setAttribute("aria-label", file.name);
    state.className = "note";
    buttons.className = "row";
    item.append(name, bar, state, buttons);
    return { item, bar, state, buttons };
  }

  function button(text, one, act) {
    const element = document.createElement("button");
    const which = document.createElement("span");
    element.type = "button";
    element.className = "as-link";
    element.textContent = text;
    which.className = "visually-hidden";
    which.textContent = ` ${one.file.name}`;
    element.append(which);
    element.addEventListener("click", act);
    return element;
  }

  // The list of references as the server draws it now; everything else on the page stays as it stands.
  async function renew(place) {
    const shown = document.querySelector("[data-references]");
    if (!shown) return;
    try {
      const answer = await fetch(place.dataset.page, { headers: { Accept: "text/html" }, redirect: "manual" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-references]");
      if (fresh) shown.replaceChildren(...fresh.childNodes);
    } catch {
      // The files are kept; the list shows them at the next visit.
    }
  }

  // randomUUID exists only in a secure context; an installation on a local address over http has the other one.
  function newKey() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    return [...window.crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
})();
