// <pop-menu>: close the menu inside by Escape, or by a click elsewhere.

class PopMenu extends HTMLElement {
  connectedCallback() {
    addEventListener("click", this.#onClick);
    addEventListener("keydown", this.#onKey);
  }

  disconnectedCallback() {
    removeEventListener("click", this.#onClick);
    removeEventListener("keydown", this.#onKey);
  }

  /** @param {Event} event */
  #onClick = (event) => {
    const menu = this.querySelector("details");
    if (menu && !menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  };

  /** @param {KeyboardEvent} event */
  #onKey = (event) => {
    const menu = event.key === "Escape" && this.querySelector("details");
    if (!menu || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  };
}

customElements.define("pop-menu", PopMenu);
