// <settle-steps>: after a disposition, move on to what it asks for, and then to the note.
import { closest } from "./form-fields.js";

const TWICE = 1500; // milliseconds

class SettleSteps extends HTMLElement {
  #triedAt = 0;

  connectedCallback() {
    const form = this.closest("form");
    // The outcomes of a bad number are beside the number, outside of the form that they belong to
    document.addEventListener("click", this.#onClick);
    document.addEventListener("pullahead:pressed", this.#onPress);
    form?.addEventListener("keydown", this.#onKey);
    document.body.addEventListener("pullahead:tried", this.#onTried);
    addEventListener("click", this.#onClickTwice, true);
    // A draft that was restored is read again, once htmx listens
    addEventListener("load", () => {
      if (form && !isEmpty(form, "callback_at"))
        form.querySelector("[name=callback_at]")?.dispatchEvent(new CustomEvent("pullahead:read"));
    });
  }

  disconnectedCallback() {
    document.body.removeEventListener("pullahead:tried", this.#onTried);
    removeEventListener("click", this.#onClickTwice, true);
    document.removeEventListener("click", this.#onClick);
    document.removeEventListener("pullahead:pressed", this.#onPress);
  }

  /** After a dial the outcome is next: Enter on the button in focus would redial. */
  #onTried = () => {
    this.#triedAt = Date.now();
    const choices = /** @type {HTMLElement | null | undefined} */ (this.closest("form")?.querySelector(".choices"));
    if (document.activeElement?.closest("#reach")) choices?.focus({ preventScroll: true });
  };

  /** The second click of a double click falls on Redial; the D key clicks too. @param {MouseEvent} event */
  #onClickTwice = (event) => {
    if (!event.detail || !closest(event, ".dial.again") || Date.now() - this.#triedAt > TWICE) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Enter in the callback time goes on to the note: it would save half a result. @param {KeyboardEvent} event */
  #onKey = (event) => {
    const field = closest(event, "[name=callback_at]");
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !(field instanceof HTMLInputElement)) return;
    event.preventDefault();
    if (field.form) focusOn(field.form, "[name=note]");
  };

  /** @param {Event} event */
  #onPress = (event) => {
    const radio = event.target;
    if (radio instanceof HTMLInputElement && radio.type === "radio" && radio.form === this.closest("form")) onwards(radio);
  };

  /** @param {MouseEvent} event */
  #onClick = (event) => {
    // A pointer counts its clicks; the arrow keys in a group of radios do not, and must stay there
    const label = event.detail ? /** @type {HTMLLabelElement | null} */ (closest(event, ".option")) : null;
    const radio = /** @type {HTMLInputElement | null | undefined} */ (label?.control);
    if (radio && !radio.disabled && radio.form === this.closest("form")) setTimeout(() => radio.checked && onwards(radio));
    const fill = closest(event, "#settle [data-fill]");
    const form = this.closest("form");
    const filled = form?.elements.namedItem(fill?.dataset.fill ?? "");
    if (!form || !fill || !(filled instanceof HTMLInputElement)) return;
    filled.value = fill.dataset.value ?? "";
    filled.dispatchEvent(new Event("input", { bubbles: true }));
    focusOn(form, "[name=note]");
  };
}

/** @param {HTMLFormElement} form @param {string} selector */
function focusOn(form, selector) {
  /** @type {HTMLElement | null} */
  const field = form.querySelector(selector);
  field?.focus();
}

/** @param {HTMLFormElement} form @param {string} name */
function isEmpty(form, name) {
  const field = form.elements.namedItem(name);
  return (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && !field.value;
}

/** @param {HTMLInputElement} radio */
function onwards(radio) {
  const form = radio.form;
  if (!form) return;
  let next = "[name=note]";
  if ("forOne" in radio.dataset && isEmpty(form, "callback_for")) next = "[name=callback_for]";
  else if (radio.dataset.kind === "callback" && isEmpty(form, "callback_at")) next = "[name=callback_at]";
  else if (radio.value === "won" && isEmpty(form, "amount")) next = "[name=amount]";
  focusOn(form, next);
}

customElements.define("settle-steps", SettleSteps);
