// Drafts: a form with data-keep keeps what is typed across page loads, until it was sent.
// The key is the form's address, which names its claim or lead; the browser tab holds the drafts.

const NOTE_END = 1_000_000;
const KEPT = "textarea, select, input:not([type=hidden], [type=submit], [type=password], [type=file])";
const SENT = "draft sent";
const draftName = (form) => `draft ${form.action}`;
const fields = (form) => [...form.elements].filter((one) => one.name && one.matches(KEPT));

function values(form) {
  const typed = {};
  for (const one of fields(form)) {
    if (!["radio", "checkbox"].includes(one.type)) typed[one.name] = one.value;
    else if (one.checked) typed[one.name] = one.value;
  }
  return typed;
}

function restore(form) {
  const draft = JSON.parse(sessionStorage.getItem(draftName(form)) ?? "{}");
  for (const one of fields(form)) {
    if (!draft[one.name]) continue;
    if (["radio", "checkbox"].includes(one.type)) one.checked ||= one.value === draft[one.name];
    else one.value = draft[one.name];
  }
  const details = form.closest("details");
  if (details && fields(form).some((one) => one.matches("textarea, input") && draft[one.name]))
    details.open = true;
  // who goes on writing goes on at the end
  form.elements.note?.setSelectionRange?.(NOTE_END, NOTE_END);
}

// A draft that was sent goes once a page came back that neither failed nor refused it
const sent = sessionStorage.getItem(SENT);
if (sent && !document.querySelector("[data-failed], main form [role=alert], #guide-error"))
  sessionStorage.removeItem(sent);
sessionStorage.removeItem(SENT);

for (const form of document.querySelectorAll("form[data-keep]")) {
  if (!form.querySelector("[role=alert]")) restore(form);
  // the guide's answers stand outside of the form that they belong to
  for (const sign of ["input", "change"])
    addEventListener(sign, (event) => {
      if (event.target.form === form) sessionStorage.setItem(draftName(form), JSON.stringify(values(form)));
    });
}
addEventListener("submit", (event) => {
  if (!event.defaultPrevented && "keep" in event.target.dataset) sessionStorage.setItem(SENT, draftName(event.target));
});
