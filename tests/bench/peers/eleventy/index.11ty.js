import { frame, list } from "./frame.js";

export const data = { permalink: "/index.html" };
export const render = ({ collections }) =>
  frame(
    "量测用档案",
    `<h1>量测用档案</h1>\n<p class="facts">${collections.speeches.length}</p>\n${list(collections.speeches.slice(-6))}`,
  );
