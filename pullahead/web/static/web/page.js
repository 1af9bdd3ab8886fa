// What the pages do by themselves: count down a claim, keep it while the agent is active, ask
// before an act that cannot be undone, rest while nobody looks.

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
  const bar = hold.querySelector("progress");
  if (bar) bar.value = (100 * left) / Math.max(1, Math.min(end - start, 5 * MINUTE));
  hold.classList.toggle("soon", left < MINUTE);
}

// Renew the claim and keep the note so far: at most once a minute, and when the note is left.
// The session remembers activity, so that moving from page to page does not postpone a renewal.
function keepWhileActive() {
  const extend = document.getElementById("extend");
  if (!extend) return;
  const note = document.getElementById("note");
  let last = Number(sessionStorage.getItem("active since")) || Date.now();
  let waiting = 0;
  let kept = note?.value;
  const renew = () => {
    clearTimeout(waiting);
    waiting = 0;
    last = Date.now();
    kept = note?.value;
    sessionStorage.removeItem("active since");
    if (found("[data-hold]")) htmx.trigger(document.body, "pullahead:active");
  };
  const active = () => {
    if (!waiting) sessionStorage.setItem("active since", last);
    waiting ||= setTimeout(renew, Math.max(0, last + MINUTE - Date.now()));
  };
  for (const sign of ["keydown", "pointerdown", "input"]) addEventListener(sign, active);
  if (sessionStorage.getItem("active since")) active();
  note?.addEventListener("blur", () => note.value !== kept && renew());
}

let asked = null;
function ask(form, words, submitter) {
  const dialog = document.getElementById("confirm");
  if (!dialog || form.elements.sure) return false;
  asked = { form, more: [["sure", "1"]] };
  if (submitter?.name) asked.more.push([submitter.name, submitter.value]);
  dialog.querySelector("h2").textContent = words.confirm;
  dialog.querySelector("p").textContent = words.text;
  document.getElementById("confirm-yes").textContent = words.yes;
  dialog.returnValue = "";
  dialog.showModal();
  return true;
}

document.getElementById("confirm")?.addEventListener("close", (event) => {
  if (event.target.returnValue !== "yes") return;
  let { form } = asked;
  // The row may be gone by now; the answer was still yes
  if (!form.isConnected) form = document.body.appendChild(form.cloneNode(true));
  for (const [name, value] of asked.more)
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  form.submit();
});

addEventListener("submit", (event) => {
  const form = event.target;
  const asks = form.dataset.confirm ? form : form.querySelector("[data-confirm]:checked");
  if (asks && ask(form, asks.dataset, event.submitter)) event.preventDefault();
});
addEventListener("click", (event) => {
  const back = event.target.closest?.("[data-give-back]");
  if (back) {
    event.preventDefault();
    const form = document.getElementById("give-back");
    form.open = true;
    form.querySelector(`[value="${back.dataset.giveBack}"]`).checked = true;
    document.getElementById("give-back-yes").focus();
  }
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
  // but the home of empty hands, until a lead is there
  const waits = event.detail.elt.matches("[data-poll=always]") && !found("[data-there]");
  if (document.hidden && !waits && event.detail.elt.matches("[data-poll]")) event.preventDefault();
});
const words = document.getElementById("aside-words");
const failed = () => (words.textContent = "The page cannot reach the server just now; it tries again by itself.");
for (const what of ["sendError", "responseError", "timeout"])
  document.body.addEventListener(`htmx:${what}`, failed);
document.body.addEventListener("htmx:afterSwap", (event) => {
  words.textContent = "";
  countDown();
  // What was logged as a try is opened by this machine's own phone or mailbox
  if (event.detail.target.id === "reach") found("#reach [data-open]")?.click();
});

// A final settle is undone for ten seconds once the next lead is in hand; then the offer goes
for (const offer of document.querySelectorAll("[data-lasts]"))
  setTimeout(() => offer.remove(), 1000 * offer.dataset.lasts);

countDown();
setInterval(countDown, 1000);
keepWhileActive();
