// Fields of forms, shared by the elements beside.

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

export const FIELD = "textarea, select, input:not([type=hidden], [type=submit], [type=button])";
export const TEXT = "textarea, select, input:not([type=radio], [type=checkbox], [type=submit])";
const TYPED = "textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=submit], [type=file])";

/** @param {HTMLFormElement} form @returns {Field[]} */
export function fields(form) {
  return /** @type {Field[]} */ ([...form.elements].filter((field) => field.matches(FIELD)));
}

/** The fields that hold text. @param {HTMLFormElement} form */
export function typedFields(form) {
  const typed = fields(form).filter((field) => field.matches(TYPED));
  return /** @type {(HTMLInputElement | HTMLTextAreaElement)[]} */ (typed);
}

/** @param {HTMLFormElement} form */
export function holdsText(form) {
  return typedFields(form).some((field) => field.value !== field.defaultValue && field.value.trim() !== "");
}

/** @param {HTMLFormElement} form @returns {HTMLButtonElement[]} */
export function submits(form) {
  const found = [...form.elements].filter((field) => field.matches("button:not([type=button]), [type=submit]"));
  return /** @type {HTMLButtonElement[]} */ (found);
}

/** Set the value, or check the choice that has it. @param {Field} field @param {string} value */
export function setChoice(field, value) {
  if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)) field.checked ||= field.value === value;
  else field.value = value;
}

/** The closest element of an event's target. @param {Event} event @param {string} selector */
export function closest(event, selector) {
  const target = event.target instanceof Element ? event.target.closest(selector) : null;
  return /** @type {HTMLElement | null} */ (target);
}
