/* Small comforts. Every page works without this file; nothing here decides or checks anything. */
(() => {
  "use strict";
  const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

  /* htmx keeps the last address, with a patient's key in it, even with its history off: nothing is kept here. */
  document.addEventListener("DOMContentLoaded", () => sessionStorage.removeItem("htmx-current-path-for-history"));

  /* Errors: the summary is read first, and its links put the caret into the field. */
  document.querySelector("[data-errors]")?.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-errors] a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest(".field") || field).scrollIntoView({ block: "nearest" });
    field.focus();
  });

  /* A second press while the first is on its way sends nothing; after 8 s it may be tried again. */
  const offline = document.querySelector("[data-offline]");
  addEventListener("online", () => offline && (offline.hidden = true));
  const release = (form) => {
    delete form.dataset.sent;
    each("[aria-disabled]", (button) => button.removeAttribute("aria-disabled"), form);
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    /* Without a line the browser would leave the page for its own, and what was typed would be gone. */
    if (!navigator.onLine && offline) {
      event.preventDefault();
      event.stopPropagation();
      offline.hidden = false;
      offline.focus();
      return;
    }
    if ("again" in form.dataset) return;
    if (Date.now() - (form.dataset.sent || 0) < 8000) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    form.dataset.sent = Date.now();
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(release, 8000, form);
  }, true);
  addEventListener("pageshow", () => each("form[data-sent]", release));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) release(form);
  });

  /* "Add another" puts one more box under the last, without a round trip. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-more]");
    const boxes = button?.closest("[data-list]").querySelectorAll(".list-box");
    if (!boxes?.length) return;
    event.preventDefault();
    const last = boxes[boxes.length - 1];
    const next = last.cloneNode(true);
    const [label, input] = [next.querySelector("label"), next.querySelector("input")];
    input.id = input.id.replace(/\d+$/, boxes.length);
    input.value = "";
    label.htmlFor = input.id;
    label.textContent = label.textContent.replace(/\d+/, boxes.length + 1);
    last.after(next);
    input.focus();
  });

  /* Typing a date chooses "On this date"; choosing another answer leaves what was typed for the form to ask about. */
  document.addEventListener("input", (event) => {
    const group = event.target.type === "text" && event.target.closest("[data-date]");
    if (group && event.target.value) group.querySelector("input[type=radio]").checked = true;
  });

  /* Lists that refresh by themselves rest while nobody looks, and catch up when somebody does. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.target.matches?.("[data-poll]")) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) each("[data-poll]", (list) => list.dispatchEvent(new Event("seen")));
  });

  /* A Print button shows only where it works: without script the browser's own menu prints. */
  each("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });

  /* "/" goes to the find box. */
  document.addEventListener("keydown", (event) => {
    const find = document.querySelector("[data-find]");
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || !find || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    find.focus();
  });

  /* A tablet left alone covers the page, asks "Are you still there?", then gives the session up. It goes by the
     clock, since a tablet that sleeps runs no timers; and it tells the server of somebody who is typing. */
  const idle = document.querySelector("[data-idle]");
  if (idle) {
    const [quiet, grace] = [1000 * idle.dataset.idle, 1000 * idle.dataset.grace];
    const [form, stay] = [document.getElementById("give-back"), idle.querySelector("[data-stay]")];
    const behind = [...document.body.children].filter((part) => part !== idle);
    let seen = Date.now();
    let told = seen;
    let [place, gone] = [null, false];
    const cover = (covered) => {
      idle.hidden = !covered;
      for (const part of behind) part.inert = covered;
    };
    const ask = () => {
      place = document.activeElement;
      cover(true);
      stay.focus();
    };
    const tell = () => {
      told = Date.now();
      if (idle.dataset.here) fetch(idle.dataset.here, { method: "POST", body: new FormData(form) }).catch(() => {});
    };
    const tick = () => {
      const still = Date.now() - seen;
      if (still >= quiet && idle.hidden) ask();
      idle.querySelector("progress").value = (still - quiet) / 1000;
      if (still >= quiet + grace && !gone) {
        gone = true;
        form.submit();
      } else if (seen > told && Date.now() - told > quiet / 3) tell();
    };
    const note = () => {
      tick();
      if (idle.hidden) seen = Date.now();
    };
    for (const sign of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(sign, note, { passive: true });
    document.addEventListener("visibilitychange", tick);
    setInterval(tick, 500);
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    stay.addEventListener("click", () => {
      cover(false);
      seen = Date.now();
      tell();
      place?.focus();
    });
  }
})();
