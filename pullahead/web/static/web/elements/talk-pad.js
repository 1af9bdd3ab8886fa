// <talk-pad>: measure the seconds from the first key in the pad to the save, in the field typed_s.

class TalkPad extends HTMLElement {
  #since = 0;

  connectedCallback() {
    this.addEventListener("input", this.#start);
    this.closest("form")?.addEventListener("submit", this.#stop);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#start);
    this.closest("form")?.removeEventListener("submit", this.#stop);
  }

  #start = () => {
    this.#since ||= performance.now();
  };

  #stop = () => {
    const field = this.closest("form")?.elements.namedItem("typed_s");
    if (this.#since && field instanceof HTMLInputElement)
      field.value = String(Math.round((performance.now() - this.#since) / 1000));
  };
}

customElements.define("talk-pad", TalkPad);
