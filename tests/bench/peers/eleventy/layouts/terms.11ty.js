import { frame } from "../frame.js";
import { mentions } from "../link.js";

export const render = ({ collections }) => {
  const rows = collections.terms.map(
    (one) => `<li><a href="${one.url}">${one.data.title}</a> ${mentions.get(one.fileSlug)?.size ?? 0}</li>`,
  );
  return frame("词条", `<h1>词条</h1>\n<ul>\n${rows.join("\n")}\n</ul>`);
};
