// <pop-menu>: close the menu inside by Escape, or by a click elsewhere. In a table that scrolls, the
// menu is placed beside its button, so that the table does not cut it.

class PopMenu extends HTMLElement {
  connectedCallback() {
    addEventListener("click", this.#onClick);
    addEventListener("keydown", this.#onKey);
    if (!this.closest(".scroll")) return;
    this.querySelector("details")?.addEventListener("toggle", this.#place);
    addEventListener("scroll", this.#place, true);
  }

  disconnectedCallback() {
    removeEventListener("click", this.#onClick);
    removeEventListener("keydown", this.#onKey);
    removeEventListener("scroll", this.#place, true);
  }

  #place = () => {
    const menu = this.querySelector("details");
    /** @type {HTMLElement | null} */
    const body = this.querySelector(".menu-body");
    if (!menu?.open || !body) return;
    const button = menu.getBoundingClientRect();
    body.style.position = "fixed";
    body.style.right = `${document.documentElement.clientWidth - button.right}px`;
    const below = button.bottom + 4;
    const fits = below + body.offsetHeight <= innerHeight;
    body.style.top = `${fits ? below : Math.max(4, button.top - 4 - body.offsetHeight)}px`;
  };

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
