import { frame } from "../frame.js";

export const render = (data) =>
  frame(
    data.title,
    `<h1>${data.title}</h1>
<p class="facts"><time>${data.day}</time> ${data.place} ${data.speaker}</p>
<article>
${data.content}
</article>`,
  );
