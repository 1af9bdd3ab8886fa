// <live-region data-unreachable data-unsent>: show a message beside the page: the server cannot be
// reached, or a shortcut did nothing. Polling rests while the page is hidden.

class LiveRegion extends HTMLElement {
  connectedCallback() {
    for (const what of ["sendError", "responseError", "timeout"])
      document.body.addEventListener(`htmx:${what}`, () => this.#say(this.dataset.unreachable ?? ""));
    document.body.addEventListener("htmx:afterSwap", () => this.#say(""));
    document.body.addEventListener("htmx:beforeRequest", rest);
    document.addEventListener("pullahead:unsent", () => this.#say(this.dataset.unsent ?? ""));
  }

  /** @param {string} text */
  #say(text) {
    this.textContent = text;
  }
}

/** @param {Event} event */
function rest(event) {
  const { elt } = /** @type {CustomEvent<{ elt: Element }>} */ (event).detail;
  // The home page goes on until a lead is there
  const waits = elt.matches("[data-poll=always]") && !document.querySelector("[data-there]");
  if (document.hidden && !waits && elt.matches("[data-poll]")) event.preventDefault();
}

customElements.define("live-region", LiveRegion);
