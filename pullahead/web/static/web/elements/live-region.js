// <live-region>: say what the page has to say aside: a server out of reach, a shortcut that did
// nothing. Polling rests while the page is hidden.

const UNREACHABLE = "The page cannot reach the server just now; it tries again by itself.";

class LiveRegion extends HTMLElement {
  connectedCallback() {
    for (const what of ["sendError", "responseError", "timeout"])
      document.body.addEventListener(`htmx:${what}`, () => this.#say(UNREACHABLE));
    document.body.addEventListener("htmx:afterSwap", () => this.#say(""));
    document.body.addEventListener("htmx:beforeRequest", rest);
    document.addEventListener("pullahead:say", (event) =>
      this.#say(/** @type {CustomEvent<string>} */ (event).detail),
    );
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
