// The menu's search and diets, without asking the server: what does not fit is hidden. Says how it is where nothing fits.
"use strict";

const filter = document.getElementById("menu-filter");

const narrow = () => {
  const words = filter.q.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const diets = [...filter.querySelectorAll("[name=diet]:checked")].map(box => box.value);
  let shown = 0;
  for (const dish of document.querySelectorAll(".dish")) {
    const labels = (dish.dataset.labels || "").split(" ");
    const fits = words.every(word => dish.dataset.words.includes(word))
      && diets.every(diet => labels.includes(diet) || (diet === "vegetarian" && labels.includes("vegan")));
    dish.hidden = !fits;
    shown += fits;
  }
  for (const category of document.querySelectorAll(".category")) {
    category.hidden = !category.querySelector(".dish:not([hidden])");
  }
  document.getElementById("nothing-found").hidden = shown > 0;
};

filter?.addEventListener("input", narrow);
filter?.addEventListener("submit", event => event.preventDefault());

// The category that is being read is marked, and stays in sight.
const links = new Map([...document.querySelectorAll(".categories a")].map(link => [link.hash.slice(1), link]));
const watch = new IntersectionObserver(entries => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    const link = links.get(entry.target.id);
    links.forEach(other => other.removeAttribute("aria-current"));
    link?.setAttribute("aria-current", "true");
    if (link) link.parentElement.scrollTo({ left: link.offsetLeft - 24 });
  }
}, { rootMargin: "-20% 0px -70% 0px" });
document.querySelectorAll(".category").forEach(category => watch.observe(category));
