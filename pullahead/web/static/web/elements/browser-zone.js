// <browser-zone>: send the time zone of this browser with the surrounding form, as the field "zone".

class BrowserZone extends HTMLElement {
  connectedCallback() {
    const value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
    this.replaceChildren(Object.assign(document.createElement("input"), { type: "hidden", name: "zone", value }));
  }
}

customElements.define("browser-zone", BrowserZone);
