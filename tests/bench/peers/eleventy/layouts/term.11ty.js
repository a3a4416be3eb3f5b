import { frame, list } from "../frame.js";
import { mentions } from "../link.js";

// Layouts are filled when the text of every page is made, so all mentions are known here.
export const render = (data) => {
  const here = mentions.get(data.page.fileSlug) ?? new Set();
  return frame(
    data.title,
    `<h1>${data.title}</h1>
<p class="facts">${data.category} ${data.names.slice(1).join(" ")}</p>
${data.content}
<h2>讲话</h2>
${list(data.collections.speeches.filter((one) => here.has(one.fileSlug)))}`,
  );
};
