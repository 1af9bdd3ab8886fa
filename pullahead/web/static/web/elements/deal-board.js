// <deal-board>: arrows choose a card, keys act on it, and a card can be dragged to another stage.
// Every act submits the form of the page; the board is drawn anew from the server's answer.
import { TEXT, closest } from "./form-fields.js";

const NOBODY = "00000000-0000-0000-0000-000000000000";
const PRESSED = new Map([["p", "pull"], ["d", "finish"]]);
const OPENED = new Map([
  ["w", "wait"], ["b", "block"], ["s", "signal"], ["a", "answer"], ["m", "move"],
  ["c", "win"], ["l", "lose"], ["e", "edit"], ["h", "hand-over"],
]);
const ARROWS = new Set(["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"]);
const NARROW = matchMedia("(width < 960px)");

class DealBoard extends HTMLElement {
  /** @type {HTMLElement | null} */
  #dragged = null;
  #etag = "";

  connectedCallback() {
    this.addEventListener("htmx:configRequest", this.#onAsk);
    this.addEventListener("htmx:beforeSwap", this.#onAnswer);
    this.addEventListener("keydown", this.#onKey);
    document.addEventListener("keydown", this.#onFirstArrow);
    this.addEventListener("dragstart", this.#onDragStart);
    this.addEventListener("dragend", () => this.#drop());
    this.addEventListener("dragover", this.#onDragOver);
    this.addEventListener("drop", this.#onDrop);
    this.addEventListener("pointerover", (event) => {
      const card = /** @type {HTMLElement | null} */ (closest(event, ".deal"));
      if (card) card.draggable = true;
    });
    NARROW.addEventListener("change", this.#onWidth);
    if (NARROW.matches) this.#onWidth();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onFirstArrow);
    NARROW.removeEventListener("change", this.#onWidth);
  }

  /** Open one stage on a narrow screen, the close on top, and all stages on a wide one. */
  #onWidth = () => {
    this.querySelectorAll("details.stage").forEach((stage, number) => {
      /** @type {HTMLDetailsElement} */ (stage).open = !NARROW.matches || number === 0;
    });
  };

  /** Choose the first own card, or the first one, while nothing is in focus. @param {KeyboardEvent} event */
  #onFirstArrow = (event) => {
    if (!ARROWS.has(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (document.activeElement !== document.body) return;
    const open = "details.stage[open] .deal";
    /** @type {HTMLElement | null} */
    const first = this.querySelector(`${open}.mine a`) ?? this.querySelector(`${open} a`);
    if (!first) return;
    event.preventDefault();
    first.focus();
  };

  /** The browser stores no page of people, so the refresh itself names what it has. @param {Event} event */
  #onAsk = (event) => {
    const { elt, headers } = /** @type {CustomEvent<{ elt: Element, headers: Record<string, string> }>} */ (event).detail;
    if (elt.id === "board" && this.#etag) headers["If-None-Match"] = this.#etag;
  };

  /** @param {Event} event */
  #onAnswer = (event) => {
    const detail = /** @type {CustomEvent<{ elt: Element, xhr: XMLHttpRequest, shouldSwap: boolean }>} */ (event).detail;
    if (detail.elt.id !== "board") return;
    if (detail.xhr.status === 304) detail.shouldSwap = false;
    else this.#etag = detail.xhr.getResponseHeader("ETag") ?? "";
  };

  /** @param {KeyboardEvent} event */
  #onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || closest(event, TEXT)) return;
    const card = /** @type {HTMLElement | null} */ (closest(event, ".deal"));
    if (!card) return;
    const next = this.#neighbor(card, event.key);
    if (next) {
      event.preventDefault();
      next.querySelector("a")?.focus();
      return;
    }
    const key = event.key.toLowerCase();
    const pressed = PRESSED.get(key);
    const opened = OPENED.get(key);
    if (!pressed && !opened) return;
    event.preventDefault();
    event.stopPropagation();
    if (pressed) this.#submit(card, pressed);
    else location.href = `${this.#link(card)}#${opened}`;
  };

  /** @param {HTMLElement} card @param {string} key @returns {HTMLElement | null | undefined} */
  #neighbor(card, key) {
    const stages = [...this.querySelectorAll("details.stage[open]")];
    const here = stages.findIndex((stage) => stage.contains(card));
    const cards = [.../** @type {NodeListOf<HTMLElement>} */ (stages[here]?.querySelectorAll(".deal") ?? [])];
    const row = cards.indexOf(card);
    if (key === "ArrowDown") return cards[row + 1];
    if (key === "ArrowUp") return cards[row - 1];
    const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
    for (let at = here + step; step && at >= 0 && at < stages.length; at += step) {
      const there = /** @type {NodeListOf<HTMLElement> | undefined} */ (stages[at]?.querySelectorAll(".deal"));
      if (there?.length) return there[Math.min(row, there.length - 1)];
    }
    return null;
  }

  /** @param {HTMLElement} card */
  #link(card) {
    return card.querySelector("a")?.getAttribute("href") ?? "";
  }

  /** @param {HTMLElement} card @param {string} act @param {string} [to] */
  #submit(card, act, to = "") {
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form[data-act]"));
    const id = this.#link(card).split("/").pop() ?? "";
    form.action = (form.dataset.act ?? "").replace(NOBODY, id).replace("ACT", act);
    this.#fill(form, "seq", card.dataset.seq ?? "");
    this.#fill(form, "to", to);
    form.requestSubmit();
  }

  /** @param {HTMLFormElement} form @param {string} name @param {string} value */
  #fill(form, name, value) {
    const field = /** @type {HTMLInputElement | null} */ (form.elements.namedItem(name));
    if (field) field.value = value;
  }

  /** @param {DragEvent} event */
  #onDragStart = (event) => {
    this.#dragged = /** @type {HTMLElement | null} */ (closest(event, ".deal"));
    this.#dragged?.toggleAttribute("data-dragged", true);
    event.dataTransfer?.setData("text/plain", this.#dragged ? this.#link(this.#dragged) : "");
  };

  /** @param {DragEvent} event */
  #onDragOver = (event) => {
    const stage = closest(event, "details.stage[data-stage]");
    this.querySelectorAll("[data-over]").forEach((one) => one.removeAttribute("data-over"));
    if (!this.#dragged || !stage || stage.contains(this.#dragged)) return;
    event.preventDefault();
    stage.toggleAttribute("data-over", true);
  };

  /** @param {DragEvent} event */
  #onDrop = (event) => {
    const stage = /** @type {HTMLElement | null} */ (closest(event, "details.stage[data-stage]"));
    const card = this.#dragged;
    this.#drop();
    if (!card || !stage || stage.contains(card)) return;
    event.preventDefault();
    this.#submit(card, "move", stage.dataset.stage);
  };

  #drop() {
    this.#dragged?.removeAttribute("data-dragged");
    this.querySelectorAll("[data-over]").forEach((one) => one.removeAttribute("data-over"));
    this.#dragged = null;
  }
}

customElements.define("deal-board", DealBoard);
