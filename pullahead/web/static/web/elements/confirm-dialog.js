// <confirm-dialog>: ask before an act that cannot be undone. A form with data-confirm, or one with a
// checked field that has it, is sent once the answer is yes. Without scripts the next page asks.

class ConfirmDialog extends HTMLElement {
  #form = /** @type {HTMLFormElement | null} */ (null);
  #more = /** @type {[string, string][]} */ ([]);

  connectedCallback() {
    addEventListener("submit", this.#onSubmit);
    this.#dialog().addEventListener("close", this.#onClose);
  }

  disconnectedCallback() {
    removeEventListener("submit", this.#onSubmit);
  }

  #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  /** @param {SubmitEvent} event */
  #onSubmit = (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    /** @type {HTMLElement | null} */
    const asks = form.dataset.confirm ? form : form.querySelector("[data-confirm]:checked");
    if (!asks || form.elements.namedItem("sure")) return;
    event.preventDefault();
    this.#ask(form, asks.dataset, /** @type {HTMLButtonElement | null} */ (event.submitter));
  };

  /** @param {HTMLFormElement} form @param {DOMStringMap} words @param {HTMLButtonElement | null} submitter */
  #ask(form, words, submitter) {
    this.#form = form;
    this.#more = [["sure", "1"]];
    if (submitter?.name) this.#more.push([submitter.name, submitter.value]);
    this.#put("h2", words.confirm);
    this.#put("p", words.text);
    this.#put("[value=yes]", words.yes);
    this.#dialog().returnValue = "";
    this.#dialog().showModal();
  }

  /** @param {string} selector @param {string | undefined} text */
  #put(selector, text) {
    const part = this.querySelector(selector);
    if (part) part.textContent = text ?? "";
  }

  #onClose = () => {
    let form = this.#form;
    if (!form || this.#dialog().returnValue !== "yes") return;
    // The row may be gone by now; the answer was still yes
    if (!form.isConnected) form = document.body.appendChild(/** @type {HTMLFormElement} */ (form.cloneNode(true)));
    for (const [name, value] of this.#more)
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    form.submit();
  };
}

customElements.define("confirm-dialog", ConfirmDialog);
