// <release-link for="…" reason="…">: open the release form at a reason. Without scripts its link does.

class ReleaseLink extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#onClick);
  }

  /** @param {Event} event */
  #onClick = (event) => {
    const details = document.getElementById(this.getAttribute("for") ?? "");
    if (!(details instanceof HTMLDetailsElement)) return;
    event.preventDefault();
    details.open = true;
    /** @type {HTMLInputElement | null} */
    const reason = details.querySelector(`[value="${this.getAttribute("reason")}"]`);
    if (reason) reason.checked = true;
    details.querySelector("button")?.focus();
  };
}

customElements.define("release-link", ReleaseLink);
