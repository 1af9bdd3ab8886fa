// <settle-outbox>: the surrounding form is sent only while the server answers. Else the page keeps
// outcome and note, says so, and saves as soon as the server is back. A <form-draft> beside keeps the
// text across a reload, and this element continues after it.

const EVERY = 3000;
const PATIENCE = 4000;
const WAITING = "outbox";

class SettleOutbox extends HTMLElement {
  #timer = 0;
  #checked = false;

  connectedCallback() {
    this.#form()?.addEventListener("submit", this.#onSubmit);
    const kept = sessionStorage.getItem(this.#key());
    if (kept) addEventListener("load", () => this.#wait(kept));
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  #form() {
    return this.closest("form");
  }

  #key() {
    return `${WAITING} ${this.#form()?.action}`;
  }

  /** @param {SubmitEvent} event */
  #onSubmit = (event) => {
    if (this.#checked) return this.#sent();
    event.preventDefault();
    event.stopPropagation(); // neither a draft nor a question takes it as sent
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    void this.#send(button?.value ?? "next");
  };

  #sent() {
    this.#checked = false;
    sessionStorage.removeItem(this.#key());
  }

  /** @param {string} then */
  async #send(then) {
    clearTimeout(this.#timer);
    if (!(await reachable(this.getAttribute("probe") ?? "/readyz"))) return this.#wait(then);
    this.#say(false);
    const form = this.#form();
    const buttons = [...(form?.querySelectorAll("button[name=then]") ?? [])];
    const button = /** @type {HTMLButtonElement | undefined} */ (
      buttons.find((each) => /** @type {HTMLButtonElement} */ (each).value === then) ?? buttons[0]
    );
    this.#checked = true;
    form?.requestSubmit(button);
    this.#checked = false;
  }

  /** @param {string} then */
  #wait(then) {
    sessionStorage.setItem(this.#key(), then);
    this.#say(true);
    this.#timer = setTimeout(() => void this.#send(then), EVERY);
  }

  /** @param {boolean} waiting */
  #say(waiting) {
    const words = this.querySelector("p");
    if (words) words.hidden = !waiting;
  }
}

/** @param {string} address */
async function reachable(address) {
  if (!navigator.onLine) return false;
  try {
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok;
  } catch {
    return false;
  }
}

customElements.define("settle-outbox", SettleOutbox);
