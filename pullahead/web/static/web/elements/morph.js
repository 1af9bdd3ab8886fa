// The swap "morph": a fragment that refreshes itself changes only what differs, so that focus,
// selection, open menus and what a screen reader is saying stay where they are.

const KEPT = new Set(["open"]); // what the person did to an element, not the server

/** @param {Node} node */
const idOf = (node) => (node instanceof Element ? node.id : "");

/** @param {Node} a @param {Node} b */
function alike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && idOf(a) === idOf(b);
}

/** @param {Element} old @param {Element} fresh */
function attributes(old, fresh) {
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && !KEPT.has(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (old.getAttribute(name) !== value && !KEPT.has(name)) old.setAttribute(name, value);
}

/** @param {Node} old @param {Node} fresh @param {Node[]} added */
function one(old, fresh, added) {
  if (!(old instanceof Element && fresh instanceof Element)) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  attributes(old, fresh);
  children(old, fresh, added);
}

/** @param {Element} parent @param {Node} node @param {Node | null} before */
function move(parent, node, before) {
  if (node === before) return;
  const move = "moveBefore" in parent ? parent.moveBefore : null; // keeps the focus
  if (move) move.call(parent, node, before);
  else parent.insertBefore(node, before);
}

/** @param {Element} old @param {Element | DocumentFragment} fresh @param {Node[]} added */
function children(old, fresh, added) {
  const keyed = new Map([...old.children].filter((c) => c.id).map((c) => [c.id, c]));
  const stays = new Set([...fresh.children].map((c) => c.id));
  for (const [id, child] of keyed) if (!stays.has(id)) child.remove();
  /** @type {ChildNode | null} */
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const id = idOf(next);
    const match = id ? keyed.get(id) : at && alike(at, next) ? at : null;
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
    /** @type {Node[]} */
    const added = [];
    children(target, fragment, added);
    return added;
  },
});
