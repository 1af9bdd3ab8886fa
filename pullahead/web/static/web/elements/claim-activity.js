// <claim-activity>: renew the claim while the agent is active, and keep the note so far: at most
// once a minute, and when the note is left. The session remembers activity, so that moving from
// page to page does not postpone a renewal.

const MINUTE = 60_000;
const SINCE = "active since";
const SIGNS = ["keydown", "pointerdown", "input"];

class ClaimActivity extends HTMLElement {
  #last = Number(sessionStorage.getItem(SINCE)) || Date.now();
  #waiting = 0;
  #kept = "";

  connectedCallback() {
    this.#kept = this.#note()?.value ?? "";
    for (const sign of SIGNS) addEventListener(sign, this.#active);
    document.addEventListener("focusout", this.#left);
    if (sessionStorage.getItem(SINCE)) this.#active();
  }

  disconnectedCallback() {
    clearTimeout(this.#waiting);
    for (const sign of SIGNS) removeEventListener(sign, this.#active);
    document.removeEventListener("focusout", this.#left);
  }

  /** The note that goes with a renewal. @returns {HTMLTextAreaElement | null} */
  #note() {
    const selector = this.getAttribute("hx-include");
    return selector ? document.querySelector(selector) : null;
  }

  #active = () => {
    if (!this.#waiting) sessionStorage.setItem(SINCE, String(this.#last));
    this.#waiting ||= setTimeout(this.#renew, Math.max(0, this.#last + MINUTE - Date.now()));
  };

  /** @param {FocusEvent} event */
  #left = (event) => {
    const note = this.#note();
    if (note && event.target === note && note.value !== this.#kept) this.#renew();
  };

  #renew = () => {
    clearTimeout(this.#waiting);
    this.#waiting = 0;
    this.#last = Date.now();
    this.#kept = this.#note()?.value ?? "";
    sessionStorage.removeItem(SINCE);
    if (document.querySelector("claim-clock")) htmx.trigger(document.body, "pullahead:active");
  };
}

customElements.define("claim-activity", ClaimActivity);
