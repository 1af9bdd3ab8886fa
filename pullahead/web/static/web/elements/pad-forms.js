// <pad-forms>: buttons that begin a line of the pad with a name and a sign: "Jon: ", "+ ".
// The rows are those who are ticked as present. The text box stays in focus.

const STEADY = "pointerdown";

class PadForms extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", this.#press);
    this.addEventListener(STEADY, this.#stay);
    this.closest("form")?.addEventListener("change", this.#rows);
    this.#rows();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#press);
    this.removeEventListener(STEADY, this.#stay);
    this.closest("form")?.removeEventListener("change", this.#rows);
  }

  /** @param {Event} event */
  #stay = (event) => {
    if (event.target instanceof Element && event.target.closest("button")) event.preventDefault();
  };

  #rows = () => {
    const template = this.querySelector("template");
    if (!template) return;
    for (const row of this.querySelectorAll("[data-of]")) row.remove();
    const boxes = this.closest("form")?.querySelectorAll("input[data-name]:checked") ?? [];
    const present = [...boxes].map((box) => /** @type {HTMLInputElement} */ (box));
    const names = present.map((box) => box.dataset.name ?? "");
    for (const box of present.reverse()) template.after(this.#row(template, box, names));
  };

  /**
   * @param {HTMLTemplateElement} template
   * @param {HTMLInputElement} box
   * @param {string[]} names
   */
  #row(template, box, names) {
    const whole = box.dataset.name ?? "";
    const first = whole.split(" ")[0] ?? whole;
    const name = names.filter((one) => one.split(" ")[0] === first).length > 1 ? whole : first;
    const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    row.dataset.of = box.value;
    const label = row.querySelector("b");
    if (label) label.textContent = name;
    for (const button of row.querySelectorAll("button")) {
      const said = button.querySelector(".unseen");
      if (said) said.textContent = (said.textContent ?? "").replace("{}", () => name);
      button.dataset.text = (button.dataset.text ?? "").replace("{}", () => name);
      if (box.name === "people" && button.matches("[data-theirs]")) button.remove();
    }
    return row;
  }

  /** @param {Event} event */
  #press = (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const pad = this.closest("form")?.elements.namedItem("pad");
    if (!button || !(pad instanceof HTMLTextAreaElement)) return;
    const start = pad.value.lastIndexOf("\n", pad.selectionStart - 1) + 1;
    const next = pad.value.indexOf("\n", start);
    const end = next < 0 ? pad.value.length : next;
    const isEmpty = !pad.value.slice(start, end).trim();
    const text = `${isEmpty ? "" : "\n"}${button.dataset.text ?? ""}`;
    pad.setRangeText(text, isEmpty ? start : end, end, "end");
    pad.focus();
    pad.dispatchEvent(new Event("input", { bubbles: true }));
  };
}

customElements.define("pad-forms", PadForms);
