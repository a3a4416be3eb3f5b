import { frame } from "./frame.js";

export const data = { permalink: "/years/index.html" };
export const render = ({ collections }) => {
  const rows = collections.byYear.map(
    ({ year, speeches }) => `<li><a href="/years/${year}/">${year}</a> ${speeches.length}</li>`,
  );
  return frame("年份", `<h1>年份</h1>\n<ul>\n${rows.join("\n")}\n</ul>`);
};
