// Bundles every frontend/*.ts and *.css into the folder that is named, and the icons that the templates use into one sprite.
// Names get their hashes from tools/assets.py, fonts get them here: the stylesheet names them.
import { build } from "esbuild";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const out = process.argv[2];
const sources = readdirSync("frontend").filter((name) => /\.(ts|css)$/.test(name));
await build({
  entryPoints: sources.map((name) => `frontend/${name}`),
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "linked",
  loader: { ".woff2": "file", ".wasm": "file" },
  assetNames: "[name].[hash]",
  logLevel: "warning",
});

const symbols = readFileSync("frontend/icons.txt", "utf8").split("\n").filter((line) => line && !line.startsWith("#")).map((line) => {
  const [name, drawn] = line.split(/\s+/);
  const svg = readFileSync(`node_modules/heroicons/24/outline/${drawn ?? name}.svg`, "utf8");
  const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/ stroke="#[0-9A-Fa-f]+"/g, "").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
});
writeFileSync(`${out}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
