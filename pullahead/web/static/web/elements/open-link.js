// <open-link>: after a press was logged as an attempt, open this machine's own phone or mailbox.

class OpenLink extends HTMLElement {
  connectedCallback() {
    document.body.addEventListener("htmx:afterSwap", this.#onSwap);
  }

  disconnectedCallback() {
    document.body.removeEventListener("htmx:afterSwap", this.#onSwap);
  }

  /** @param {Event} event */
  #onSwap = (event) => {
    const { target } = /** @type {CustomEvent<{ target: Element }>} */ (event).detail;
    if (target.contains(this)) this.querySelector("a")?.click();
  };
}

customElements.define("open-link", OpenLink);
