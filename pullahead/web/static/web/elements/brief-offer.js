// <brief-offer seconds="10">: remove an offer after its time.

class BriefOffer extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    const seconds = Number(this.getAttribute("seconds"));
    if (seconds) this.#timer = setTimeout(() => this.remove(), 1000 * seconds);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }
}

customElements.define("brief-offer", BriefOffer);
