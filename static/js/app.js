// Small helps of every page. Each of them is a convenience: without this file every page still does its work.
"use strict";

(() => {
  // An error summary is where the reading starts after a refused form.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // After a swap the focus would be lost when the element that held it is gone.
  document.addEventListener("htmx:afterSwap", (event) => {
    const wanted = event.detail.target.querySelector("[data-focus]");
    if (wanted) wanted.focus();
  });

  // A step that is hard to take back asks first, in the words of the page.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) event.preventDefault();
  });

  // A form whose text another form of the page would leave behind: the person is asked, and can save first.
  const kept = [...document.querySelectorAll("form[data-keep]")].map((form) => [form, "unsaved" in form.dataset ? null : written(form)]);
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const left = kept.find(([form, before]) => form !== event.target && written(form) !== before);
    if (left && !window.confirm(left[0].dataset.keep)) event.preventDefault();
  });

  // What stands in the fields that a person can write or choose in.
  function written(form) {
    const own = [...form.elements].filter((field) => field.name && field.type !== "hidden");
    return own.map((field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value)).join("\n");
  }

  // A second press while a form is on its way would send it twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // A filter applies when something is chosen; its button stays for those without a script.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form) form.requestSubmit();
  });

  // The menu on small screens closes with Escape, and the focus returns to its link.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || window.location.hash !== "#menu") return;
    window.location.hash = "";
    document.querySelector("a.menu")?.focus();
  });
})();
