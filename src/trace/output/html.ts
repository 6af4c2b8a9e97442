import type { Answer } from "../answer.ts";
import { answerSvg } from "./svg.ts";
import { xmlText } from "./svg-text.ts";
import { connectionWords } from "./words.ts";

/** The picture as a page of its own, to open or to attach: no script, nothing from outside. */
export function answerHtml(answer: Answer): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="wildegress trace">
<title>${xmlText(connectionWords(answer.connection))}</title>
<style>body{margin:24px auto;max-width:830px;padding:0 12px;background:#fff}svg{width:100%;height:auto}@media(prefers-color-scheme:dark){body{background:#0d1117}}</style>
${answerSvg(answer)}</html>
`;
}
