// <work-bar for="settle">: on a narrow screen, dial, outcome and save stay under the thumb.
import { closest } from "./form-fields.js";

class WorkBar extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", this.#onClick);
    this.addEventListener("change", this.#onChoice);
    document.addEventListener("change", this.#show);
    this.#show();
  }

  disconnectedCallback() {
    document.removeEventListener("change", this.#show);
  }

  /** @returns {HTMLInputElement[]} */
  #outcomes() {
    const found = document.querySelectorAll("[name=disposition][form=settle]");
    return /** @type {HTMLInputElement[]} */ ([...found]);
  }

  /** @param {Event} event */
  #onClick = (event) => {
    const pressed = closest(event, "[data-press]");
    /** @type {HTMLElement | null} */
    const wanted = pressed && document.querySelector(pressed.dataset.press ?? "");
    wanted?.click();
  };

  /** @param {Event} event */
  #onChoice = (event) => {
    const value = /** @type {HTMLSelectElement} */ (event.target).value;
    const radio = this.#outcomes().find((each) => each.value === value && !each.disabled);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    radio.dispatchEvent(new CustomEvent("pullahead:pressed", { bubbles: true }));
  };

  #show = () => {
    const select = this.querySelector("select");
    const chosen = this.#outcomes().find((each) => each.checked);
    if (select) select.value = chosen?.value ?? "";
  };
}

customElements.define("work-bar", WorkBar);
