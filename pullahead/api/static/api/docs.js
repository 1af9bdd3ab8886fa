// Start Swagger UI, in the color scheme of the reader. Nothing is asked of another server:
// without `validatorUrl: null` Swagger UI sends the description to a validator of its maker.
const page = document.getElementById("swagger-ui");
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const paint = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", paint);
paint();

// The titles of groups are third-level headings; this one stands between them and the page's.
const EndpointsHeading = () => ({
  wrapComponents: {
    InfoContainer: (Original, { React }) => (properties) =>
      React.createElement(
        React.Fragment,
        null,
        React.createElement(Original, properties),
        React.createElement("h2", { className: "endpoints wrapper" }, "Endpoints"),
      ),
  },
});

window.SwaggerUIBundle({
  url: page.dataset.openapi,
  domNode: page,
  layout: "BaseLayout",
  presets: [window.SwaggerUIBundle.presets.apis],
  plugins: [EndpointsHeading],
  // with it each row is a link inside a button, which no screen reader can tell apart
  deepLinking: false,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  showExtensions: true, // the scope that each endpoint needs
  validatorUrl: null,
});
