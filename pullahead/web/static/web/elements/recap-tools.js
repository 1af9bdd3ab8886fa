// <recap-tools>: copy the recap, and record that it was copied or opened as a mail.

class RecapTools extends HTMLElement {
  connectedCallback() {
    /** @type {HTMLButtonElement | null} */
    const copy = this.querySelector("[data-copy]");
    if (copy && navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", () => this.#copy(copy));
    }
    this.querySelector("[data-mail]")?.addEventListener("click", this.#sent);
  }

  /** @param {HTMLButtonElement} button */
  async #copy(button) {
    const text = document.getElementById(button.dataset.copy ?? "")?.textContent ?? "";
    await navigator.clipboard.writeText(text);
    button.textContent = button.dataset.done ?? "";
    this.#sent();
  }

  #sent = () => {
    const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
    const options = { method: "POST", keepalive: true, headers: { ...headers, "X-Requested-With": "fetch" } };
    fetch(this.dataset.sent ?? "", options).catch(() => {});
  };
}

customElements.define("recap-tools", RecapTools);
