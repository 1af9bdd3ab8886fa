// <form-draft>: keep the text of the surrounding form across page loads, until the form was sent.
// The key is the form's address, which names its claim or lead; the browser tab holds the drafts.
import { setChoice } from "./form-fields.js";

const NOTE_END = 1_000_000;
const KEPT = "textarea, select, input:not([type=hidden], [type=submit], [type=password], [type=file])";
const SENT = "draft sent";

/** @typedef {import("./form-fields.js").Field} Field */

/** @param {HTMLFormElement} form */
const draftName = (form) => `draft ${form.action}`;

/** @param {HTMLFormElement} form @returns {Field[]} */
function fields(form) {
  const all = /** @type {Field[]} */ ([...form.elements]);
  return all.filter((field) => field.name && field.matches(KEPT));
}

/** @param {HTMLFormElement} form */
function values(form) {
  /** @type {Record<string, string>} */
  const typed = {};
  for (const field of fields(form)) {
    const isChoice = ["radio", "checkbox"].includes(field.type);
    if (!isChoice || /** @type {HTMLInputElement} */ (field).checked) typed[field.name] = field.value;
  }
  return typed;
}

// Forget a sent draft once a page came back that neither failed nor refused it
const sent = sessionStorage.getItem(SENT);
if (sent && !document.querySelector("[data-failed], main form [role=alert], #guide-error"))
  sessionStorage.removeItem(sent);
sessionStorage.removeItem(SENT);

class FormDraft extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    if (!form) return;
    if (!form.querySelector("[role=alert]")) this.#restore(form);
    // The answers of a call script are outside of the form that they belong to
    for (const sign of ["input", "change"]) addEventListener(sign, this.#keep);
    form.addEventListener("submit", this.#send);
  }

  disconnectedCallback() {
    for (const sign of ["input", "change"]) removeEventListener(sign, this.#keep);
  }

  /** @param {Event} event */
  #keep = (event) => {
    const form = this.closest("form");
    if (form && /** @type {Field} */ (event.target).form === form)
      sessionStorage.setItem(draftName(form), JSON.stringify(values(form)));
  };

  /** @param {Event} event */
  #send = (event) => {
    // A question may still stop the form: its listener is further up
    const form = this.closest("form");
    if (form) addEventListener("submit", () => event.defaultPrevented || sessionStorage.setItem(SENT, draftName(form)), { once: true });
  };

  /** @param {HTMLFormElement} form */
  #restore(form) {
    /** @type {Record<string, string>} */
    const draft = JSON.parse(sessionStorage.getItem(draftName(form)) ?? "{}");
    for (const field of fields(form)) if (draft[field.name]) setChoice(field, draft[field.name] ?? "");
    const details = form.closest("details");
    if (details && fields(form).some((field) => field.matches("textarea, input") && draft[field.name]))
      details.open = true;
    // Writing goes on at the end
    const note = form.elements.namedItem("note");
    if (note instanceof HTMLTextAreaElement) note.setSelectionRange(NOTE_END, NOTE_END);
  }
}

customElements.define("form-draft", FormDraft);
