// A rule for markdown-it: the first mention of each term in a speech becomes a link, the longest name first, headings aside. What each speech mentions
// is kept for the pages of the terms.
import fs from "node:fs";
import path from "node:path";

const names = JSON.parse(fs.readFileSync("names.json", "utf8"));
const byFirst = new Map(); // first character → the names that begin with it, the longest first
for (const [name, slug] of names) {
  if (!byFirst.has(name[0])) byFirst.set(name[0], []);
  byFirst.get(name[0]).push([name, slug]);
}
for (const some of byFirst.values()) some.sort((a, b) => b[0].length - a[0].length);

export const mentions = new Map(); // slug → the speeches that mention it, by their names

function find(text, at) {
  const some = byFirst.get(text[at]);
  return some && some.find(([name]) => text.startsWith(name, at));
}

function link(children, speech, linked, isHeading, Token) {
  const out = [];
  let inLink = 0;
  for (const token of children) {
    if (token.type === "link_open") inLink++;
    if (token.type === "link_close") inLink--;
    if (token.type !== "text" || inLink) {
      out.push(token);
      continue;
    }
    const text = token.content;
    let from = 0;
    for (let at = 0; at < text.length; ) {
      const found = find(text, at);
      if (!found) {
        at++;
        continue;
      }
      const [name, slug] = found;
      if (!mentions.has(slug)) mentions.set(slug, new Set());
      mentions.get(slug).add(speech);
      if (!isHeading && !linked.has(slug)) {
        linked.add(slug);
        const html = new Token("html_inline", "", 0);
        html.content = `<a class="term" href="/terms/${slug}/">${name}</a>`;
        out.push(plain(text.slice(from, at), Token), html);
        from = at + name.length;
      }
      at += name.length;
    }
    if (from) token.content = text.slice(from);
    out.push(token);
  }
  return out;
}

function plain(text, Token) {
  const token = new Token("text", "", 0);
  token.content = text;
  return token;
}

export function linkTerms(markdown) {
  markdown.core.ruler.push("terms", (state) => {
    const file = state.env.page.inputPath;
    if (!file.includes("/speeches/")) return;
    const speech = path.basename(file, ".md");
    const linked = new Set();
    let isHeading = false;
    for (const token of state.tokens) {
      if (token.type === "heading_open") isHeading = true;
      if (token.type === "heading_close") isHeading = false;
      if (token.type === "inline") token.children = link(token.children, speech, linked, isHeading, state.Token);
    }
  });
}
