// The parts of htmx that the pages use.
interface HtmxExtension {
  handleSwap(style: string, target: Element, fragment: Element | DocumentFragment): Node[] | false;
}

declare const htmx: {
  trigger(element: Element, name: string): void;
  defineExtension(name: string, extension: HtmxExtension): void;
};
