// How report.html's form shows some cases of the galleries: by the page's own address, too, as in
// report.html#disease=Mass&found=no. Without scripts all cases are there and the form is not.
#pragma once

namespace gren::report {

inline constexpr char kFilterScript[] = R"js(
(() => {
  const form = document.getElementById("filter");
  const cases = [...document.querySelectorAll(".case")];
  const fields = [form.elements.disease, form.elements.found, form.elements.words];
  const apply = () => {
    const [disease, found, words] = fields.map((field) => field.value.trim());
    for (const one of cases)
      one.hidden = !["", one.dataset.disease].includes(disease) || !["", one.dataset.found].includes(found) ||
        !one.dataset.words.includes(words.toLowerCase());
    for (const gallery of document.querySelectorAll(".gallery"))
      gallery.hidden = !gallery.querySelector(".case:not([hidden])");
    form.querySelector("output").textContent =
      cases.filter((one) => !one.hidden).length + " of " + cases.length + " shown";
  };
  const remember = () => {
    const asked = fields.filter((field) => field.value).map((field) => [field.name, field.value]);
    history.replaceState(null, "", "#" + (asked.length ? new URLSearchParams(asked) : form.parentElement.id));
  };
  const read = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    if (!fields.some((field) => asked.has(field.name))) return;
    for (const field of fields) field.value = asked.get(field.name) ?? "";
    apply();
    form.scrollIntoView();
  };
  form.addEventListener("input", () => { apply(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { apply(); remember(); }));
  addEventListener("hashchange", read);
  form.hidden = false;
  apply();
  read();
})();
)js";

}  // namespace gren::report
