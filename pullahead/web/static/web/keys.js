// Keyboard shortcuts. A shortcut acts on the form in focus or does nothing.
//
// data-key="x" on an element: the key x clicks it. Keys never act while text is typed, behind an
// open question, or across from a field of another form.
// data-combo="ctrl+enter" on a button: Ctrl+Enter presses it while its own form, or no form, is in
// focus. In another form Ctrl+Enter submits that form, if it has exactly one submit button.
// data-keep on a form: page.js keeps its text across page loads. A shortcut never leaves the page
// while another form holds text that would be lost.

const FIELD = "textarea, select, input:not([type=hidden], [type=submit], [type=button])";
const TEXT = "textarea, select, input:not([type=radio], [type=checkbox], [type=submit])";
const TYPED = "textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=submit], [type=file])";
const words = document.getElementById("aside-words");

const fields = (form) => [...form.elements].filter((one) => one.matches(FIELD));
const holdsText = (form) =>
  fields(form).some((one) => one.matches(TYPED) && one.value !== one.defaultValue && one.value.trim());

// A form of buttons alone, such as a dial button, is no form that somebody fills in
function formInFocus(target) {
  const form = target.form ?? target.closest?.("form");
  return form && fields(form).length ? form : null;
}

// The form whose text the shortcut would lose; `keeps`: forms with data-keep survive it
function loses(own, keeps) {
  const others = [...document.querySelectorAll("main form")].filter((form) => form !== own);
  return others.find((form) => holdsText(form) && !(keeps && "keep" in form.dataset));
}

function explain(form) {
  const field = fields(form).find((one) => one.matches(TYPED) && one.value.trim());
  const details = field.closest("details");
  if (details) details.open = true;
  field.focus();
  words.textContent = "Nothing was sent. Send or clear this text first: the shortcut would lose it.";
}

function submits(form) {
  return [...form.elements].filter((one) => one.matches("button:not([type=button]), [type=submit]"));
}

function combo(event) {
  if (event.target.closest?.("a[href]")) return; // the browser opens the link in a tab
  event.preventDefault();
  const name = `ctrl+${event.shiftKey ? "shift+" : ""}enter`;
  const there = document.querySelector(`[data-combo="${name}"]`);
  const form = formInFocus(event.target);
  if (form && form !== there?.form) {
    const buttons = submits(form);
    if (buttons.length === 1 && !event.shiftKey && !buttons[0].disabled) form.requestSubmit(buttons[0]);
    return;
  }
  // a summary, a link or a button of its own is in focus: the form beside it may be half filled in
  if (!there || (!form && event.target.closest?.("details"))) return;
  const lost = loses(there.form, false);
  if (lost) explain(lost);
  else there.form.requestSubmit(there);
}

function leaves(control) {
  const form = control.form;
  return control.matches("a[href]") || (form && control.matches("button") && !form.matches("[hx-post]"));
}

function keyed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TEXT)) return null;
  if (!/^[a-z0-9/]$/i.test(event.key)) return null;
  const wanted = document.querySelector(`[data-key="${event.key.toLowerCase()}"]:not(:disabled)`);
  if (!wanted) return null;
  const field = event.target.closest?.(FIELD);
  const other = field?.form && field.form !== (wanted.form ?? wanted.closest("form"));
  return other ? null : wanted;
}

// After a disposition comes what it asks for (its time, a name, an amount), and then the note
function onwards(radio) {
  const { elements } = radio.form;
  let next = "#note";
  if ("forOne" in radio.dataset && !elements.callback_for.value) next = "#callback_for";
  else if (radio.dataset.kind === "callback" && !elements.callback_at.value) next = ".quick button";
  else if (radio.value === "won" && !elements.amount.value) next = "#amount";
  radio.form.querySelector(next)?.focus();
}

function press(wanted) {
  wanted.focus();
  wanted.click();
  if (wanted.matches("#settle [type=radio]")) onwards(wanted);
  if (wanted.matches("summary")) wanted.parentElement.querySelector("select, [type=radio]")?.focus();
}

addEventListener("keydown", (event) => {
  if (event.repeat || event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    combo(event);
    return;
  }
  if (event.key === "Escape" && event.target.matches?.(FIELD)) {
    event.preventDefault(); // a search field would be emptied
    event.target.blur();
    return;
  }
  const wanted = keyed(event);
  if (!wanted) return;
  event.preventDefault();
  const lost = leaves(wanted) && loses(wanted.form, true);
  if (lost) explain(lost);
  else press(wanted);
});

addEventListener("click", (event) => {
  // A pointer counts its clicks; the arrow keys in a group of radios do not, and must stay there
  const radio = event.detail && event.target.closest?.("#settle .option")?.control;
  if (radio && !radio.disabled) setTimeout(() => radio.checked && onwards(radio));
  const fill = event.target.closest?.("[data-fill]");
  if (!fill) return;
  const filled = document.getElementById(fill.dataset.fill);
  filled.value = fill.dataset.value;
  filled.dispatchEvent(new Event("input", { bubbles: true }));
  document.getElementById("note").focus();
});
