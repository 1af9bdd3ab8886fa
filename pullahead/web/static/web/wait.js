// Empty hands wait: the page says when a lead is there, with a sound or by pulling it, as chosen.
// Only what comes after there was nothing counts: who paused on purpose is left alone.

const box = document.getElementById("waiting");
const there = () => Boolean(document.querySelector("#callable[data-there]"));
const title = document.title;
let waited = !there();
let mode = localStorage.getItem("wait") ?? "show";
let told = false;
let audio = null;

function beep() {
  audio ??= new AudioContext();
  audio.resume();
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
}

function look() {
  document.title = there() && waited ? "● A lead is there · Pullahead" : title;
  if (!there()) {
    waited = true;
    told = false;
    return;
  }
  if (!waited) return;
  if (!told && mode === "sound") beep();
  told = true;
  // On a break or out of sight nothing is claimed: its clock would run while nobody looks
  if (mode === "pull" && !document.hidden && !("break" in box.dataset))
    document.getElementById("pull").requestSubmit();
}

box.hidden = false;
const chosen = box.querySelector(`[value="${mode}"]`) ?? box.querySelector("input");
chosen.checked = true;
box.addEventListener("change", (event) => {
  mode = event.target.value;
  localStorage.setItem("wait", mode);
  if (mode === "sound") beep();
});
document.body.addEventListener("htmx:afterSwap", look);
document.addEventListener("visibilitychange", look);
