// What the pages do by themselves: count down a claim, keep it while the agent is active, keep
// what was typed, ask before an act that cannot be undone, rest while nobody looks.

const MINUTE = 60_000;
const root = document.documentElement;
// The server's clock rules; this machine's may be wrong, and a demo's is moved on purpose
const ahead = Date.parse(root.dataset.now) - Date.now();
const serverNow = () => Date.now() + ahead;
const found = (selector) => document.querySelector(selector);

function countDown() {
  const hold = found("[data-hold]");
  if (!hold) return;
  const [start, end] = [Date.parse(hold.dataset.start), Date.parse(hold.dataset.end)];
  const left = Math.max(0, end - serverNow());
  hold.querySelector("progress").value = (100 * left) / Math.max(1, Math.min(end - start, 5 * MINUTE));
  hold.classList.toggle("soon", left < MINUTE);
}

function keepWhileActive() {
  const extend = document.getElementById("extend");
  if (!extend) return;
  let last = Date.now();
  let waiting = 0;
  const active = () => {
    waiting ||= setTimeout(() => {
      waiting = 0;
      last = Date.now();
      if (found("[data-hold]")) htmx.trigger(document.body, "pullahead:active");
    }, Math.max(0, last + MINUTE - Date.now()));
  };
  for (const sign of ["keydown", "pointerdown", "input"]) addEventListener(sign, active);
}

// N before settling loads the page again: what was typed is still there
function keepDraft() {
  const form = document.getElementById("settle");
  if (!form) return;
  const name = `draft ${form.action}`;
  const fields = ["disposition", "note", "promise_at"];
  const empty = !form.querySelector("[role=alert]");
  const draft = JSON.parse(sessionStorage.getItem(name) ?? "{}");
  if (empty) for (const field of fields) if (draft[field]) form.elements[field].value = draft[field];
  form.addEventListener("input", () => {
    const typed = fields.map((field) => [field, form.elements[field].value]);
    sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(typed)));
  });
  form.addEventListener("submit", () => sessionStorage.removeItem(name));
}

function dial(button) {
  const said = button.parentElement.querySelector(".ringing");
  said.textContent = "ringing…";
  setTimeout(() => (said.textContent = "nobody really rings: it is a demo. Choose what came of it."), 2500);
}

let asked = null;
function ask(form) {
  const dialog = document.getElementById("confirm");
  if (!dialog || form.elements.sure) return false;
  asked = form;
  dialog.querySelector("h2").textContent = form.dataset.confirm;
  dialog.querySelector("p").textContent = form.dataset.text;
  document.getElementById("confirm-yes").textContent = form.dataset.yes;
  dialog.returnValue = "";
  dialog.showModal();
  return true;
}

document.getElementById("confirm")?.addEventListener("close", (event) => {
  if (event.target.returnValue !== "yes") return;
  const sure = Object.assign(document.createElement("input"), { type: "hidden", name: "sure", value: "1" });
  // The row may be gone by now; the answer was still yes
  if (!asked.isConnected) asked = document.body.appendChild(asked.cloneNode(true));
  asked.append(sure);
  asked.submit();
});

addEventListener("submit", (event) => {
  if (event.target.dataset.confirm && ask(event.target)) event.preventDefault();
});
addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-dial]");
  if (button) dial(button);
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});
addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && found("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt.matches("[data-poll]")) event.preventDefault();
});
const words = document.getElementById("aside-words");
const failed = () => (words.textContent = "The page cannot reach the server just now; it tries again by itself.");
for (const what of ["sendError", "responseError", "timeout"])
  document.body.addEventListener(`htmx:${what}`, failed);
document.body.addEventListener("htmx:afterSwap", () => {
  words.textContent = "";
  countDown();
});

// A final settle is undone for ten seconds once the next lead is in hand; then the offer goes
for (const offer of document.querySelectorAll("[data-lasts]"))
  setTimeout(() => offer.remove(), 1000 * offer.dataset.lasts);

countDown();
setInterval(countDown, 1000);
keepWhileActive();
keepDraft();
