import { BASE } from "./frame.js";

export const data = { permalink: "/feed.xml" };
export const render = ({ collections }) => {
  const newest = [...collections.speeches].sort((a, b) => b.date - a.date).slice(0, 30);
  const entries = newest.map(
    (one) => `<entry>
<title>${one.data.title}</title>
<id>${BASE}${one.url}</id>
<link href="${BASE}${one.url}"/>
<updated>${one.data.day}T00:00:00Z</updated>
<summary>${one.data.summary}</summary>
</entry>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>量测用档案</title>
<id>${BASE}/</id>
<link rel="self" href="${BASE}/feed.xml"/>
<updated>${newest.length ? newest[0].data.day : "1970-01-01"}T00:00:00Z</updated>
<author><name>量测用档案</name></author>
${entries.join("\n")}
</feed>
`;
};
