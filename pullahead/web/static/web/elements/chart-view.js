// <chart-view>: draw the Vega-Lite chart of its <script type="application/json">. The drawing is in
// a shadow root, so a page that refreshes itself changes the data and not the drawing.

/** @type {VegaEmbedOptions} */
const OPTIONS = {
  mode: "vega-lite",
  ast: true, // expressions without eval, which the security policy forbids
  renderer: "svg",
  actions: false,
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
};

class ChartView extends HTMLElement {
  #drawn = "";
  #finalize = () => {};
  #changes = new MutationObserver(() => this.#draw());

  connectedCallback() {
    this.#changes.observe(this, { childList: true, characterData: true, subtree: true });
    this.#draw();
  }

  disconnectedCallback() {
    this.#changes.disconnect();
    this.#finalize();
    this.#drawn = "";
  }

  async #draw() {
    const text = this.querySelector("script")?.textContent ?? "";
    if (!text || text === this.#drawn) return;
    this.#drawn = text;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const area = document.createElement("div");
    // The place that the page reserved, so that nothing below it moves
    area.style.height = `${this.querySelector("svg")?.getAttribute("height") ?? 0}px`;
    this.#finalize();
    root.replaceChildren(area);
    const { finalize } = await vegaEmbed(area, JSON.parse(text), OPTIONS);
    this.#finalize = finalize;
  }
}

customElements.define("chart-view", ChartView);
