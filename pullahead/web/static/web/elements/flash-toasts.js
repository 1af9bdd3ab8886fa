// <flash-toasts>: notices over the page instead of above it. A good one goes by itself, unless a
// hand or the focus is on it; a warning stays until it is closed.
import { closest } from "./form-fields.js";

const SECONDS = 12;

class FlashToasts extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    for (const button of this.querySelectorAll("[data-close]")) /** @type {HTMLElement} */ (button).hidden = false;
    this.addEventListener("click", (event) => closest(event, "[data-close]") && closest(event, ".flash")?.remove());
    this.#timer = setInterval(this.#leave, 1000 * SECONDS);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #leave = () => {
    if (this.matches(":hover, :focus-within")) return;
    for (const flash of this.querySelectorAll(".flash.success, .flash.info")) flash.remove();
  };
}

customElements.define("flash-toasts", FlashToasts);
