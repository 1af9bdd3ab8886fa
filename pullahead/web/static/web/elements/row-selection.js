// <row-selection>: tick all rows of the surrounding form at once, and count them. Without scripts
// rows are ticked one by one, and the next page says how many there are. data-selected on the count is
// its text, with "#" for the number.

class RowSelection extends HTMLElement {
  #all = /** @type {HTMLLabelElement | null} */ (null);
  #count = /** @type {HTMLElement | null} */ (null);
  #unticked = "";

  connectedCallback() {
    this.#all = this.querySelector("[data-all]");
    this.#count = this.querySelector("[data-count]");
    this.#unticked = this.#count?.textContent ?? "";
    if (!this.#all) return;
    this.#all.hidden = false;
    this.#all.addEventListener("change", () => {
      for (const row of this.#rows()) row.checked = this.#box().checked;
      this.#tell();
    });
    this.closest("form")?.addEventListener("change", () => this.#tell());
    this.#tell();
  }

  /** @returns {HTMLInputElement[]} */
  #rows() {
    return [.../** @type {NodeListOf<HTMLInputElement>} */ (
      this.closest("form")?.querySelectorAll("tbody [type=checkbox]") ?? [])];
  }

  #box() {
    return /** @type {HTMLInputElement} */ (this.#all?.control);
  }

  /** @param {number} ticked */
  #selected(ticked) {
    return (this.#count?.dataset.selected ?? "#").replace("#", String(ticked));
  }

  #tell() {
    const rows = this.#rows();
    const ticked = rows.filter((row) => row.checked).length;
    if (this.#count) this.#count.textContent = ticked ? this.#selected(ticked) : this.#unticked;
    this.#box().checked = ticked === rows.length;
    this.#box().indeterminate = ticked > 0 && ticked < rows.length;
  }
}

customElements.define("row-selection", RowSelection);
