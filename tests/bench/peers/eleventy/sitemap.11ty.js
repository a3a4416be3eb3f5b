import { BASE } from "./frame.js";

export const data = { permalink: "/sitemap.xml" };
export const render = ({ collections }) => {
  const urls = [
    "/",
    "/terms/",
    "/years/",
    ...collections.speeches.map((one) => one.url),
    ...collections.terms.map((one) => one.url),
    ...collections.byYear.map(({ year }) => `/years/${year}/`),
  ];
  return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.map((url) => `<url><loc>${BASE}${url}</loc></url>`).join("\n")}
</urlset>
`;
};
