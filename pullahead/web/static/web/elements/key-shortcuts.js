// <key-shortcuts>: keyboard shortcuts. A shortcut acts on the form in focus or does nothing.
//
// data-key="x" on an element: the key x clicks it. Keys never act while text is typed, behind an
// open question, or across from a field of another form.
// ? lists the shortcuts of key_map.py.
// data-combo="ctrl+enter" on a button: Ctrl+Enter presses it while its own form, or no form, is in
// focus. In another form Ctrl+Enter submits that form, if it has exactly one submit button.
// A shortcut never leaves the page while another form holds text that would be lost; a form with a
// <form-draft> keeps its text across page loads.
import { FIELD, TEXT, closest, fields, holdsText, submits, typedFields } from "./form-fields.js";

/** @typedef {HTMLElement & { form?: HTMLFormElement | null }} Control */

/** Return the form in focus; a form of buttons alone is none. @param {Event} event */
function formInFocus(event) {
  const target = /** @type {Control | null} */ (event.target);
  const form = target?.form ?? /** @type {HTMLFormElement | null} */ (closest(event, "form"));
  return form && fields(form).length ? form : null;
}

/**
 * Return the form whose text the shortcut would lose.
 * @param {HTMLFormElement | null | undefined} own
 * @param {boolean} draftsSurvive
 */
function losing(own, draftsSurvive) {
  /** @type {HTMLFormElement[]} */
  const forms = [...document.querySelectorAll("main form")].map((form) => /** @type {HTMLFormElement} */ (form));
  return forms.find(
    (form) => form !== own && holdsText(form) && !(draftsSurvive && form.querySelector("form-draft")),
  );
}

/** @param {HTMLFormElement} form */
function explain(form) {
  const field = typedFields(form).find((each) => each.value.trim());
  const details = field?.closest("details");
  if (details) details.open = true;
  field?.focus();
  document.dispatchEvent(new Event("pullahead:unsent"));
}

/** @param {KeyboardEvent} event */
function combo(event) {
  if (closest(event, "a[href]")) return; // the browser opens the link in a tab
  event.preventDefault();
  const name = `ctrl+${event.shiftKey ? "shift+" : ""}enter`;
  /** @type {HTMLButtonElement | null} */
  const wanted = document.querySelector(`[data-combo="${name}"]`);
  const form = formInFocus(event);
  if (form && form !== wanted?.form) {
    const [only, ...more] = submits(form);
    if (only && !more.length && !event.shiftKey && !only.disabled) form.requestSubmit(only);
    return;
  }
  // A summary, a link or a button is in focus: the form beside it may be half filled in
  if (!wanted?.form || (!form && closest(event, "details"))) return;
  const lost = losing(wanted.form, false);
  if (lost) explain(lost);
  else wanted.form.requestSubmit(wanted);
}

/** @param {Control} control */
function leaves(control) {
  const form = control.form;
  return control.matches("a[href]") || (form && control.matches("button") && !form.matches("[hx-post]"));
}

/** Return the element that the key presses. @param {KeyboardEvent} event */
function keyed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || closest(event, TEXT)) return null;
  if (!/^[a-z0-9/]$/i.test(event.key)) return null;
  /** @type {Control | null} */
  const wanted = document.querySelector(`[data-key="${event.key.toLowerCase()}"]:not(:disabled)`);
  if (!wanted) return null;
  const field = /** @type {Control | null} */ (closest(event, FIELD));
  const other = field?.form && field.form !== (wanted.form ?? wanted.closest("form"));
  return other ? null : wanted;
}

/** @param {Control} wanted */
function press(wanted) {
  wanted.focus();
  wanted.click();
  wanted.dispatchEvent(new CustomEvent("pullahead:pressed", { bubbles: true }));
  if (!wanted.matches("summary")) return;
  // Letters typed beside an open act would be shortcuts, so its first field gets them
  const fields = wanted.matches(".deal-act[open] > summary")
    ? "select, [type=radio], textarea, input:not([type=hidden])"
    : "select, [type=radio]";
  /** @type {HTMLElement | null | undefined} */
  const first = wanted.parentElement?.querySelector(fields);
  first?.focus();
}

/** @param {Event} event */
function showKeys(event) {
  const keys = document.getElementById("keys");
  if (!(keys instanceof HTMLDialogElement)) return;
  event.preventDefault();
  keys.showModal();
}

class KeyShortcuts extends HTMLElement {
  connectedCallback() {
    addEventListener("keydown", this.#onKey);
    for (const button of document.querySelectorAll("[data-open-keys]")) button.addEventListener("click", showKeys);
  }

  disconnectedCallback() {
    removeEventListener("keydown", this.#onKey);
  }

  /** @param {KeyboardEvent} event */
  #onKey = (event) => {
    if (event.repeat || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return combo(event);
    if (event.key === "Escape" && event.target instanceof HTMLElement && event.target.matches(FIELD)) {
      event.preventDefault(); // a search field would be emptied
      return event.target.blur();
    }
    if (event.key === "?" && !closest(event, TEXT)) return showKeys(event);
    const wanted = keyed(event);
    if (!wanted) return;
    event.preventDefault();
    const lost = leaves(wanted) && losing(wanted.form, true);
    if (lost) explain(lost);
    else press(wanted);
  };
}

customElements.define("key-shortcuts", KeyShortcuts);
