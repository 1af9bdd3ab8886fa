// The part of Vega-Embed that the pages use.
interface VegaEmbedOptions {
  mode: "vega-lite";
  ast: boolean;
  renderer: "svg";
  actions: boolean;
  defaultStyle: boolean;
  tooltip: { disableDefaultStyle: boolean };
}

declare function vegaEmbed(
  element: HTMLElement,
  specification: object,
  options: VegaEmbedOptions,
): Promise<{ finalize(): void }>;
