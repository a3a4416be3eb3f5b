import { frame, list } from "./frame.js";

export const data = {
  pagination: { data: "collections.byYear", size: 1, alias: "one" },
  permalink: ({ one }) => `/years/${one.year}/index.html`,
};
export const render = ({ one }) => frame(`${one.year}年`, `<h1>${one.year}年</h1>\n${list(one.speeches)}`);
