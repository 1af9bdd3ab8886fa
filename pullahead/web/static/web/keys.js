// Keys: an element with data-key is clicked by that key, one with data-combo by Ctrl+Enter and
// the like. Keys never act while somebody types, nor behind an open question.

const TEXT = "textarea, select, input:not([type=radio], [type=checkbox], [type=submit])";

function combo(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return null;
  return document.querySelector(`[data-combo="ctrl+${event.shiftKey ? "shift+" : ""}enter"]`);
}

function keyed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null;
  if (event.target.closest?.(TEXT) || document.querySelector("dialog[open]")) return null;
  if (!/^[a-z0-9/]$/i.test(event.key)) return null;
  return document.querySelector(`[data-key="${event.key.toLowerCase()}"]:not(:disabled)`);
}

// After a disposition comes what it asks for (its time, a name, an amount), and then the note
function onwards(radio) {
  const { elements } = radio.form;
  let next = "#note";
  if ("forOne" in radio.dataset && !elements.promise_for.value) next = "#promise_for";
  else if (radio.dataset.kind === "promise" && !elements.promise_at.value) next = ".quick button";
  else if (radio.value === "won" && !elements.amount.value) next = "#amount";
  radio.form.querySelector(next)?.focus();
}

addEventListener("keydown", (event) => {
  const button = combo(event);
  if (button) {
    event.preventDefault();
    button.form.requestSubmit(button);
    return;
  }
  if (event.key === "Escape" && event.target.matches?.(TEXT)) event.target.blur();
  const wanted = keyed(event);
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
  wanted.click();
  if (wanted.matches("#settle [type=radio]")) onwards(wanted);
  if (wanted.matches("summary")) wanted.parentElement.querySelector("select, [type=radio]")?.focus();
});

addEventListener("click", (event) => {
  // A pointer counts its clicks; the arrow keys in a group of radios do not, and must stay there
  const radio = event.detail && event.target.closest?.("#settle .option")?.control;
  if (radio && !radio.disabled) setTimeout(() => radio.checked && onwards(radio));
  const fill = event.target.closest?.("[data-fill]");
  if (!fill) return;
  document.getElementById(fill.dataset.fill).value = fill.dataset.value;
  document.getElementById("note").focus();
});
