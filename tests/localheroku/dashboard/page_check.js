// What a page gets wrong for eyes and assistive tools, as a list of complaints.
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  // Any CSS colour as red, green, blue and alpha, 0 to 255.
  function rgba(color) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  }

  const over = (top, below) => below.map((part, i) => part + ((top[i] - part) * top[3]) / 255);

  function ground(element) {
    if (!element) return [255, 255, 255];
    return over(rgba(getComputedStyle(element).backgroundColor), ground(element.parentElement));
  }

  // https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
  function luminance(color) {
    const [r, g, b] = color.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(element) {
    const below = ground(element);
    const text = over(rgba(getComputedStyle(element).color), below);
    const [dark, light] = [luminance(text), luminance(below)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  const all = (selector) => [...document.body.querySelectorAll(selector)];
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const told = (what, elements) => elements.map((element) => `${what}: ${element.outerHTML.slice(0, 200)}`);
  const ids = all("[id]").map((element) => element.id);
  const levels = all("h1, h2, h3, h4").map((heading) => Number(heading.tagName[1]));

  return [
    ...told("contrast below 4.5", all("*").filter((one) => one.checkVisibility() && hasText(one) && contrast(one) < 4.5)),
    ...told("no name", all("a, button, select, input:not([type=hidden])").filter((one) => !one.textContent.trim() && !one.labels?.length)),
    ...told("no scope", all("th:not([scope])")),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `id twice: ${id}`),
    ...levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1).map((level) => `heading level skipped: ${level}`),
    ...["header", "main", "h1"].filter((tag) => all(tag).length !== 1).map((tag) => `not one ${tag}`),
  ];
}
