// Eleventy as its experts tune it: templates in JavaScript, no template language before Markdown, one markdown-it with a rule of our own.
import markdownIt from "markdown-it";
import cjkFriendly from "markdown-it-cjk-friendly";
import { linkTerms } from "./link.js";

export default function (config) {
  const markdown = markdownIt("commonmark", { html: false });
  markdown.use(cjkFriendly);
  markdown.use(linkTerms);
  config.setLibrary("md", markdown);
  config.setUseGitIgnore(false);
  config.addPassthroughCopy("plain.css");
  config.ignores.add("README.md");
  config.addCollection("speeches", (api) => api.getFilteredByTag("speech"));
  config.addCollection("terms", (api) =>
    api.getFilteredByTag("term").sort((a, b) => (a.fileSlug < b.fileSlug ? -1 : 1)),
  );
  config.addCollection("byYear", (api) => {
    const years = new Map();
    for (const speech of api.getFilteredByTag("speech")) {
      const year = speech.data.day.slice(0, 4);
      if (!years.has(year)) years.set(year, []);
      years.get(year).push(speech);
    }
    return [...years].sort().map(([year, speeches]) => ({ year, speeches }));
  });
  return {
    markdownTemplateEngine: false,
    htmlTemplateEngine: false,
    templateFormats: ["md", "11ty.js"],
    dir: { input: ".", layouts: "layouts" },
  };
}
