// Small comforts on top of pages that work without them. No page needs this file.
"use strict";
document.querySelectorAll(".js[hidden]").forEach(function (el) { el.hidden = false; });
document.addEventListener("click", function (ev) {
  var print = ev.target.closest("[data-print]");
  if (print) { window.print(); return; }
  var copy = ev.target.closest("[data-copy]");
  if (copy && navigator.clipboard) {
    navigator.clipboard.writeText(copy.dataset.copy).then(function () {
      copy.classList.add("done");
      copy.querySelector("span").textContent = copy.dataset.done;
      var rest = Array.from(document.querySelectorAll("[data-copy]:not(.done)"));
      var next = rest.find(function (b) { return copy.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING; });
      if (next) { next.focus(); }
    });
  }
});
// A figure takes the focus to the button that bears it; Enter presses it. Who
// types, or holds another key, means something else.
document.addEventListener("keydown", function (ev) {
  if (ev.ctrlKey || ev.altKey || ev.metaKey || !/^[0-9]$/.test(ev.key) || ev.target.closest("input, select, textarea")) { return; }
  var at = document.querySelector("[data-key=\"" + ev.key + "\"]");
  if (at) { at.focus(); ev.preventDefault(); }
});
// A menu closes by Escape and by a click beside it.
document.addEventListener("click", function (ev) {
  document.querySelectorAll("details.who[open], details.find[open]").forEach(function (d) {
    if (!d.contains(ev.target)) { d.open = false; }
  });
});
document.addEventListener("keydown", function (ev) {
  if (ev.key !== "Escape") { return; }
  document.querySelectorAll("details.who[open], details.find[open]").forEach(function (d) {
    d.open = false;
    d.querySelector("summary").focus();
  });
});
document.querySelectorAll("details.find").forEach(function (d) {
  d.addEventListener("toggle", function () { if (d.open) { d.querySelector("input").focus(); } });
});
// The error summary takes focus, so that a screen reader begins with it.
var errors = document.getElementById("kesalahan");
if (errors) { errors.focus(); }
// A page that does not stay as it is comes again: a work that goes on, a number
// that hides itself.
var again = document.querySelector("meta[name=again]");
if (again) {
  var when = again.content.split(";url=");
  setTimeout(function () { location.replace(when[1] || location.pathname + location.search); }, when[0] * 1000);
}
// A file that is too large is refused when it is chosen: to send it would take
// minutes, and the answer is known. What the server said before is over then.
document.addEventListener("change", function (ev) {
  var field = ev.target;
  if (!field.dataset.most) { return; }
  var id = field.id + "-besar", said = document.getElementById(id);
  if (said) { said.remove(); field.removeAttribute("aria-invalid"); }
  if (Array.from(field.files).every(function (f) { return f.size <= field.dataset.most * 1048576; })) { return; }
  field.value = "";
  said = document.createElement("p");
  said.id = id;
  said.className = "errmsg";
  said.setAttribute("role", "alert");
  said.textContent = field.dataset.large;
  field.before(said);
  field.setAttribute("aria-invalid", "true");
});
// A second press while a form is on its way is not sent; the server would make
// one effect of both anyway.
document.addEventListener("submit", function (ev) {
  var form = ev.target;
  if (form.dataset.sent) { ev.preventDefault(); return; }
  if (form.method === "post") {
    form.dataset.sent = "1";
    setTimeout(function () { delete form.dataset.sent; }, 8000);
  }
});
// What is asked while a form is filled is asked no more once it is on its way:
// the page that would show the answer is leaving.
document.addEventListener("htmx:before:request", function (ev) {
  if (document.querySelector("form[data-sent]")) { ev.preventDefault(); }
});
window.addEventListener("pageshow", function () {
  document.querySelectorAll("form[data-sent]").forEach(function (f) { delete f.dataset.sent; });
});
window.addEventListener("beforeprint", function () {
  document.querySelectorAll("figure details, details.prn").forEach(function (d) { d.open = true; });
});
