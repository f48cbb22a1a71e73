/* What tests/journeys/held.py asks a page, through the debugger. Each answers with a list of what is wrong. */
({
  /* WCAG 1.4.12: the widest spacing a reader may set. A sheet made here passes the policy. */
  spaceOut() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`*:not(svg *) { line-height: 1.5 !important; letter-spacing: .12em !important;
      word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
  },

  backToNormal() { document.adoptedStyleSheets = []; },

  tooWide() {
    const across = document.documentElement.scrollWidth;
    if (across <= innerWidth) return [];
    const out = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth);
    const told = out.slice(-1).map((one) => `${one.tagName.toLowerCase()}.${one.className} ${one.innerText?.slice(0, 30)}`);
    return [`${across} px wide: ${told}`];
  },

  /* Text that its own box cuts off. What is only for listening is cut off on purpose. */
  clipped() {
    return [...document.querySelectorAll("body *")].filter((one) => {
      const style = getComputedStyle(one);
      const cuts = /hidden|clip/.test(style.overflowX + style.overflowY) && one.innerText;
      return cuts && !one.closest(".vh") && one.checkVisibility() && style.clipPath === "none" &&
        (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
    }).map((one) => `cut off: ${one.innerText.slice(0, 40)}`);
  },

  /* In forced colours a result keeps its word, its shape and its border, a control its border. */
  lostInForcedColours() {
    const wrong = [];
    const shown = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
    const told = (one) => `${one.tagName.toLowerCase()}.${one.className} ${one.textContent.trim().slice(0, 30)}`;
    const behind = (one) => {
      for (let at = one; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (!/, 0\)$|transparent/.test(colour)) return colour;
      }
      return "rgb(255, 255, 255)";
    };
    const rim = (one) => {
      const style = getComputedStyle(one);
      const seen = style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) >= 1;
      return seen && style.borderTopColor !== behind(one.parentElement) ? style.borderTopStyle : "";
    };
    if (!matchMedia("(forced-colors: active)").matches) wrong.push("forced colours are not on");
    for (const one of shown(".badge, .verdict, .result")) {
      const [border, icon] = [rim(one), one.querySelector(".icon")];
      if (!one.innerText.trim()) wrong.push(`no word: ${told(one)}`);
      if (!border) wrong.push(`no border: ${told(one)}`);
      if (one.matches(".missing") !== (border === "dashed")) wrong.push(`border is ${border}: ${told(one)}`);
      if (icon && getComputedStyle(icon).color === behind(one)) wrong.push(`no shape: ${told(one)}`);
    }
    for (const one of shown(".button:not(.quiet), .choice, input:not([type=hidden]), select, textarea")) {
      if (!rim(one) && !one.parentElement.closest(".choice")) wrong.push(`no edge: ${told(one)}`);
    }
    for (const one of shown(":checked:not(option)")) {
      const mark = getComputedStyle(one, "::before");
      const drawn = [mark.backgroundColor, mark.borderRightColor, mark.borderBottomColor];
      if (drawn.every((colour) => colour === behind(one))) wrong.push(`chosen is not seen: ${one.id}`);
    }
    return wrong;
  },

  /* What Tab has to reach: every control that shows; of a group of radios, one. */
  toReach() {
    const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
    const groups = new Set();
    const list = [...document.querySelectorAll(all)].filter((one) => {
      if (one.disabled || one.tabIndex < 0 || !one.checkVisibility({ visibilityProperty: true })) return false;
      if (one.type !== "radio") return true;
      const group = `${one.form?.id}${one.form?.action}${one.name}`;
      return !groups.has(group) && groups.add(group);
    });
    window.reached = new Map();
    window.wanted = list;
    window.scrollTo(0, 0);
    document.activeElement.blur();
    document.addEventListener("keydown", () => this.step(), true); // where the Tab before this one led
    return list.length;
  },

  /* After one Tab: notes where the focus is, and tells how many controls are still to be reached. */
  step() {
    const here = document.activeElement;
    const known = window.wanted.find((one) => one === here) ||
      window.wanted.find((one) => one.type === "radio" && here.type === "radio" && one.name === here.name);
    if (known && !window.reached.has(known)) window.reached.set(known, this.unseen(here));
    return window.wanted.length - window.reached.size;
  },

  unseen(here) {
    const shown = here.closest(".choice") || here;
    const ring = [here, shown].some((one) => {
      const style = getComputedStyle(one);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== "transparent";
    });
    if (!ring) return "the focus is not seen";
    const box = shown.getBoundingClientRect();
    const [x, y] = [box.x + Math.min(box.width, innerWidth) / 2, box.y + Math.min(box.height, innerHeight) / 2];
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return "the focus is outside the window";
    const top = document.elementFromPoint(x, y);
    const covered = top && !shown.contains(top) && !top.contains(shown);
    return covered ? `the focus is behind ${top.tagName}.${top.className}` : "";
  },

  notByKeyboard() {
    const told = (one) => `${one.tagName.toLowerCase()} ${one.name || one.textContent.trim().slice(0, 40) || one.id}`;
    return window.wanted.map((one) => [one, window.reached.has(one) ? window.reached.get(one) : "Tab never gets there"])
      .filter(([, what]) => what).map(([one, what]) => `${told(one)}: ${what}`);
  },

  /* The files of ours that this page asks for, besides itself. */
  parts() {
    const named = [...document.querySelectorAll("link[rel~=icon], link[rel=stylesheet], script[src], img[src]")];
    const asked = performance.getEntriesByType("resource").filter((one) => one.initiatorType !== "xmlhttprequest");
    return [...new Set([...named.map((one) => one.href || one.src), ...asked.map((one) => one.name)])];
  },
})
