// <side-nav>: on a narrow screen the links are one line; bring the current one into view.

class SideNav extends HTMLElement {
  connectedCallback() {
    const nav = this.querySelector("nav");
    /** @type {HTMLElement | null} */
    const here = this.querySelector("[aria-current]");
    if (nav && here) nav.scrollLeft = here.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
  }
}

customElements.define("side-nav", SideNav);
