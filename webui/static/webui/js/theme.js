// Runs before the first paint: the theme one chose, else the device's.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    let theme = null;
    try { theme = localStorage.getItem("theme"); } catch { /* private mode: the device's theme */ }
    theme ??= dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme = theme;
    document.querySelector('meta[name="theme-color"]').content = theme === "dark" ? "#0e1412" : "#f3f5f0";
  };
  dark.addEventListener("change", paint);
  addEventListener("storage", (event) => { if (event.key === "theme") paint(); });
  paint();
})();
