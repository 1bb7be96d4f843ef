// Draws the live charts of a page over their static pictures, each when the
// reader comes near it. The libraries load once, from the book itself, and only
// then: a reader who never scrolls to a chart never fetches them.
(() => {
  const bundle = new URL("vega-bundle.js", document.currentScript.src).href;
  let libraries;

  function load() {
    libraries ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = bundle;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`cannot load ${script.src}`));
      document.head.append(script);
    });
    return libraries;
  }

  async function draw(figure) {
    await load();
    const specification = JSON.parse(figure.querySelector(".chart-specification").textContent);
    const live = document.createElement("div");
    live.className = "chart-live";
    const picture = figure.querySelector(".chart-drawing");
    // Vega measures its container, so the container must be on the page first.
    picture.before(live);
    await window.vegaEmbed(live, specification, {
      mode: "vega-lite",
      renderer: "svg",
      actions: false,
      ast: true, // no eval: a strict content security policy stays possible
      tooltip: { theme: "custom" },
    });
    picture.hidden = true;
    // A mark with nothing to say, such as land on a map, is no image to a screen reader.
    for (const mark of live.querySelectorAll("[role=graphics-symbol]:not([aria-label])"))
      mark.removeAttribute("role");
    // What scrolls must be in reach of the keyboard, and nothing else.
    new ResizeObserver(() => {
      live.tabIndex = live.scrollWidth > live.clientWidth ? 0 : -1;
    }).observe(live);
    figure.dataset.drawn = "live";
  }

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        // The static picture stays where the live chart fails.
        draw(target).catch((error) => {
          target.querySelector(".chart-live")?.remove();
          console.error(error);
        });
      }
    },
    { rootMargin: "600px" },
  );
  document.addEventListener("DOMContentLoaded", () => {
    for (const figure of document.querySelectorAll("figure.chart")) observer.observe(figure);
  });
})();
