// <claim-clock data-start data-end>: count down the time of a claim.
import { serverNow } from "./server-time.js";

const MINUTE = 60_000;

class ClaimClock extends HTMLElement {
  static observedAttributes = ["data-start", "data-end"];
  #timer = 0;

  connectedCallback() {
    this.#timer = setInterval(this.#show, 1000);
    this.#show();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  attributeChangedCallback() {
    this.#show();
  }

  #show = () => {
    const [start, end] = [Date.parse(this.dataset.start ?? ""), Date.parse(this.dataset.end ?? "")];
    const left = Math.max(0, end - serverNow());
    const bar = this.querySelector("progress");
    if (bar) bar.value = (100 * left) / Math.max(1, Math.min(end - start, 5 * MINUTE)) || 0;
    this.classList.toggle("soon", left < MINUTE);
  };
}

customElements.define("claim-clock", ClaimClock);
