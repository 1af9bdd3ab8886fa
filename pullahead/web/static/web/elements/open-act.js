// <open-act>: open the act that the address names, such as #block, and focus its first field.

class OpenAct extends HTMLElement {
  connectedCallback() {
    addEventListener("hashchange", this.#open);
    this.#open();
  }

  disconnectedCallback() {
    removeEventListener("hashchange", this.#open);
  }

  #open = () => {
    const named = location.hash.slice(1);
    const details = named ? document.getElementById(named) : null;
    if (!(details instanceof HTMLDetailsElement)) return;
    details.open = true;
    /** @type {HTMLElement | null} */
    const field = details.querySelector("select, textarea, input:not([type=hidden])");
    field?.focus();
  };
}

customElements.define("open-act", OpenAct);
