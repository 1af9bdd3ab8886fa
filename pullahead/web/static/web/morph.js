// The swap "morph": a fragment that refreshes itself changes only what differs, so that focus,
// selection, open menus and what a screen reader is saying stay where they are.

const KEPT = new Set(["open"]); // what the person did to an element, not the server

function alike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.id || "") === (b.id || "");
}

function attributes(old, fresh) {
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && !KEPT.has(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (old.getAttribute(name) !== value && !KEPT.has(name)) old.setAttribute(name, value);
}

function one(old, fresh, added) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  attributes(old, fresh);
  children(old, fresh, added);
}

function move(parent, node, before) {
  if (node === before) return;
  if (parent.moveBefore) parent.moveBefore(node, before); // keeps the focus
  else parent.insertBefore(node, before);
}

function children(old, fresh, added) {
  const keyed = new Map([...old.children].filter((c) => c.id).map((c) => [c.id, c]));
  const stays = new Set([...fresh.children].map((c) => c.id));
  for (const [id, child] of keyed) if (!stays.has(id)) child.remove();
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    let match = next.id ? keyed.get(next.id) : at && alike(at, next) ? at : null;
    if (match && alike(match, next)) {
      move(old, match, at);
      one(match, next, added);
      at = match.nextSibling;
    } else {
      old.insertBefore(next, at);
      added.push(next);
    }
  }
  while (at) {
    const rest = at.nextSibling;
    at.remove();
    at = rest;
  }
}

htmx.defineExtension("morph", {
  handleSwap(style, target, fragment) {
    if (style !== "morph") return false;
    const added = [];
    children(target, fragment, added);
    return added;
  },
});
