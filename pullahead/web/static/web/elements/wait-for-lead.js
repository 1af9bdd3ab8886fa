// <wait-for-lead for="…" data-title="…">: while the queue is empty, say when a lead is there: with a sound, or by
// pulling it, as chosen. Only what comes after an empty queue counts: a pause on purpose is left alone.

const MODE = "wait";

/** @returns {boolean} */
const there = () => Boolean(document.querySelector("[data-there]"));

function beep() {
  const audio = new AudioContext();
  const [tone, gain] = [audio.createOscillator(), audio.createGain()];
  const at = audio.currentTime;
  tone.frequency.setValueAtTime(660, at);
  tone.frequency.setValueAtTime(880, at + 0.12);
  gain.gain.setValueAtTime(0.0001, at);
  gain.gain.exponentialRampToValueAtTime(0.15, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.32);
  tone.connect(gain).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 0.35);
  tone.onended = () => void audio.close();
}

class WaitForLead extends HTMLElement {
  #title = document.title;
  #mode = localStorage.getItem(MODE) ?? "show";
  #waited = !there();
  #told = false;

  connectedCallback() {
    this.hidden = false;
    /** @type {HTMLInputElement | null} */
    const chosen = this.querySelector(`[value="${this.#mode}"]`) ?? this.querySelector("input");
    if (chosen) chosen.checked = true;
    this.addEventListener("change", this.#onChoice);
    document.body.addEventListener("htmx:afterSwap", this.#look);
    document.addEventListener("visibilitychange", this.#look);
  }

  disconnectedCallback() {
    document.body.removeEventListener("htmx:afterSwap", this.#look);
    document.removeEventListener("visibilitychange", this.#look);
  }

  /** @param {Event} event */
  #onChoice = (event) => {
    this.#mode = /** @type {HTMLInputElement} */ (event.target).value;
    localStorage.setItem(MODE, this.#mode);
    if (this.#mode === "sound") beep();
  };

  #look = () => {
    document.title = there() && this.#waited ? (this.dataset.title ?? this.#title) : this.#title;
    if (!there()) {
      this.#waited = true;
      this.#told = false;
      return;
    }
    if (!this.#waited) return;
    if (!this.#told && this.#mode === "sound") beep();
    this.#told = true;
    // On a break or out of sight nothing is claimed: its clock would run while nobody looks
    if (this.#mode === "pull" && !document.hidden && !("break" in this.dataset)) this.#pull();
  };

  #pull() {
    const form = document.getElementById(this.getAttribute("for") ?? "");
    if (form instanceof HTMLFormElement) form.requestSubmit();
  }
}

customElements.define("wait-for-lead", WaitForLead);
