// Before anything is painted: the theme chosen last time, so that a dark room stays dark.
try {
  const chosen = localStorage.getItem("whistle-demo-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be forbidden; the system's theme is right then.
}
