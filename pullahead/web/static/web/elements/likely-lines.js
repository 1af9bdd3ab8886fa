// <likely-lines>: take the first suggestion of every plain sentence of a pad with one press.

class LikelyLines extends HTMLElement {
  connectedCallback() {
    document.addEventListener("click", this.#take);
    document.addEventListener("htmx:afterSwap", this.#show);
    this.#show();
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#take);
    document.removeEventListener("htmx:afterSwap", this.#show);
  }

  #show = () => {
    const button = document.querySelector("[data-take-likely]");
    if (button instanceof HTMLElement) button.hidden = false;
  };

  /** @param {Event} event */
  #take = (event) => {
    const pressed = event.target instanceof Element ? event.target.closest("[data-take-likely]") : null;
    if (!pressed) return;
    const first = [...document.querySelectorAll("[data-likely]")].map((line) => line.querySelector("input"));
    for (const chip of first) if (chip) chip.checked = true;
    first.at(-1)?.dispatchEvent(new Event("input", { bubbles: true }));
  };
}

customElements.define("likely-lines", LikelyLines);
