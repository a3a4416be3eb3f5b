// The list itself is in the layout: layouts are filled when the text of every page is made, so all mentions are known there.
export const data = { permalink: "/terms/index.html", layout: "terms.11ty.js" };
export const render = () => "";
