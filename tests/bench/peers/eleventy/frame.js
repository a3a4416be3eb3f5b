// The frame of every page, and a list of speeches.
export const frame = (title, main) => `<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="stylesheet" href="/plain.css">
</head>
<body>
<nav><a href="/">量测用档案</a> <a href="/terms/">词条</a> <a href="/years/">年份</a></nav>
<main>
${main}
</main>
</body>
</html>
`;

export const list = (speeches) =>
  `<ul>\n${speeches.map((one) => `<li><time>${one.data.day}</time> <a href="${one.url}">${one.data.title}</a></li>`).join("\n")}\n</ul>`;

export const BASE = "https://archive.example";
