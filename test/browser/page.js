(function (name, ...args) {
  const plain = s => (s || "").replace(/\s+/g, " ").trim();
  const seen = e => e.getClientRects().length > 0;
  const said = e => plain(e.innerText || e.value || e.getAttribute("aria-label"));
  const fail = why => { throw new Error(why); };
  const groups = "fieldset,section,article,li,tr,form,details,.card,.hd,dialog";

  // "A > B" looks for B inside the smallest group that holds the text A.
  function within(path) {
    const parts = path.split(" > ").map(plain), last = parts.pop();
    let root = document.body;
    for (const part of parts) {
      const holding = [...root.querySelectorAll(groups)].filter(e => seen(e) && plain(e.innerText).includes(part));
      // A heading names all of its card, not the line in which it stands.
      const headed = holding.filter(e => !e.matches(".hd") && [...e.querySelectorAll("legend,h1,h2,h3")].some(h => plain(h.innerText) === part));
      const found = (headed.length ? headed : holding).filter((e, _, all) => !all.some(o => o !== e && e.contains(o)));
      if (!found.length) fail(`no group holds "${part}"`);
      root = found[0];
    }
    return [root, last];
  }

  // One that says exactly this wins over those that begin with it.
  function pick(candidates, text, kind) {
    const exact = candidates.filter(([, s]) => s === text);
    const found = exact.length ? exact : candidates.filter(([, s]) => s.startsWith(text));
    const distinct = [...new Set(found.map(([e]) => e))];
    if (!distinct.length) fail(`no ${kind} says "${text}"; there are: ${candidates.map(([, s]) => s).filter(Boolean).join(" | ")}`);
    if (distinct.length > 1) fail(`${distinct.length} of kind ${kind} say "${text}"; name the group before " > "`);
    return distinct[0];
  }

  const words = l => {
    const copy = l.cloneNode(true);
    copy.querySelectorAll("input,select,textarea,button,.hint,.vh").forEach(e => e.remove());
    return plain(copy.textContent);
  };
  const labelled = root => [...root.querySelectorAll("label")].filter(l => l.control && (seen(l) || seen(l.control)))
    .flatMap(l => [[l.control, plain(l.textContent)], [l.control, words(l)]]);
  const isOption = e => e.type === "radio" || e.type === "checkbox";

  function field(path) {
    const [root, text] = within(path);
    return pick(labelled(root).filter(([e]) => !isOption(e)), text, "field");
  }

  function mark(e) {
    document.querySelectorAll("[data-found]").forEach(o => o.removeAttribute("data-found"));
    e.setAttribute("data-found", "");
    e.scrollIntoView({ block: "center" });
  }

  function write(e, value) {
    if (e.tagName === "SELECT") {
      const option = pick([...e.options].map(o => [o, plain(o.text)]), plain(value), "option");
      e.value = option.value;
    } else {
      e.focus();
      e.value = value;
    }
    e.dispatchEvent(new Event("input", { bubbles: true }));
    e.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const named = e => e.labels?.length ? words(e.labels[0]) || plain(e.labels[0].textContent) : said(e);

  // Where Tab stops: one radio button stands for its group.
  const stops = () => [...document.querySelectorAll("a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex='0']")]
    .filter(e => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true }))
    .filter((e, _, all) => e.type !== "radio" || all.find(o => o.type === "radio" && o.name === e.name && o.form === e.form) === e);

  // Why nobody sees that something has the focus; "" where it is seen.
  function focusHidden(e) {
    if (!e) return "nothing has it";
    const whole = e.closest("label") || e;
    if (![e, whole].some(x => { const s = getComputedStyle(x); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; })) return "no outline";
    const boxes = [e, whole].map(x => x.getBoundingClientRect()).filter(r => r.width >= 8 && r.height >= 8);
    if (!boxes.length) return "too small to be seen";
    const r = boxes.at(-1), x = (Math.max(r.left, 0) + Math.min(r.right, innerWidth)) / 2, y = (Math.max(r.top, 0) + Math.min(r.bottom, innerHeight)) / 2;
    const top = document.elementFromPoint(x, y);
    if (!top) return "outside the window";
    return top.contains(whole) || whole.contains(top) ? "" : `under ${top.className || top.tagName}`;
  }

  const acts = {
    text: () => plain(document.body.innerText),
    source: () => document.documentElement.outerHTML,
    // Marks this document, to tell it from the one that follows, and what is done to it.
    stamp: () => {
      window.__stamp = "set";
      document.querySelector("[data-found]")?.addEventListener("click", () => { window.__stamp = "hit"; }, { once: true, capture: true });
    },
    value: path => field(path).value,
    fill: (path, value) => write(field(path), value),
    type: (css, value) => write(document.querySelector(css) || fail(`nothing is ${css}`), value),
    markField: path => mark(field(path)),
    markOption: path => {
      const [root, text] = within(path);
      const option = pick(labelled(root).filter(([e]) => isOption(e)), text, "option");
      mark(seen(option) ? option : option.labels[0]);
    },
    markButton: path => {
      const [root, text] = within(path);
      const buttons = [...root.querySelectorAll("button,a[href],summary,input[type=submit],[role=button]")].filter(seen);
      mark(pick(buttons.map(e => [e, said(e)]), text, "button"));
    },
    markSubmit: css => mark((document.querySelector(css) || fail(`nothing is ${css}`)).form.querySelector("button:not([type=button])")),
    // What pressing the marked thing would ask of the server.
    request: () => {
      const e = document.querySelector("[data-found]");
      if (e.href) return JSON.stringify({ method: "GET", url: e.href });
      const form = e.form, body = new URLSearchParams(new FormData(form, e)).toString();
      const url = e.hasAttribute("formaction") ? e.formAction : form.action;
      return form.method === "post" ? JSON.stringify({ method: "POST", url, body }) : JSON.stringify({ method: "GET", url: url.split("?")[0] + "?" + body });
    },
    signedIn: () => plain(document.querySelector(".who .me b").textContent),
    menu: () => said(document.querySelector(".who summary")),
    // What a printed page must not have: buttons, navigation, colour below the words.
    unprintable: () => {
      const shown = [...document.querySelectorAll(".bar,nav:not(.pages),.pages a,.filters,.btn,button,.demo,.skip,.hd a,.ft a")].filter(seen);
      const wrong = shown.map(e => e.className || e.tagName);
      const body = getComputedStyle(document.body);
      if (body.color !== "rgb(0, 0, 0)" || body.backgroundColor !== "rgb(255, 255, 255)") wrong.push("not black on white");
      if ([...document.querySelectorAll("details")].some(d => [...d.querySelectorAll("td")].some(e => !seen(e)))) wrong.push("a table stays closed");
      return [...new Set(wrong)].join(", ");
    },
    // What has the focus, as its label or itself says it.
    focused: () => named(document.activeElement || document.documentElement),
    focusType: () => document.activeElement.type || "",
    markFocus: () => mark(document.activeElement),
    focusHidden: () => focusHidden(document.activeElement),
    // The same in the smallest group that holds the words.
    focusedIn: group => {
      const e = document.activeElement || document.body, root = e.closest("tr,li,section,.card") || document.body;
      return plain(root.innerText).includes(plain(group)) ? named(e) : "";
    },
    // How many places Tab ought to stop at, and from where it comes.
    beginTabs: () => {
      window.__met = new Set();
      document.body.tabIndex = -1; // from the top, wherever the focus was
      document.body.focus();
      document.body.removeAttribute("tabindex");
      return stops().length;
    },
    // One stop: nothing is said once Tab is back where it has been.
    atTab: () => {
      const e = document.activeElement;
      if (e === document.body || window.__met.has(e)) return "";
      window.__met.add(e);
      return named(e) + "\n" + focusHidden(e);
    },
    unmetTabs: () => stops().filter(e => !window.__met.has(e) && !(e.type === "radio" && [...window.__met].some(o => o.name === e.name && o.form === e.form))).map(named).join(" | "),
    overflow: () => String(Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)),
    height: () => String(document.documentElement.scrollHeight),
  };
  try {
    return { OK: String(acts[name](...args) ?? ""), Error: "" };
  } catch (e) {
    return { OK: "", Error: e.message };
  }
})
