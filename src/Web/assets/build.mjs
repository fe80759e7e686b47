// Bundles the web assets into ../wwwroot/dist with a hash in every name, so that a browser may keep them for ever.
// Run by Web.csproj when a source has changed; needs only node and what package-lock.json names.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { prune } from './prune.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../../..');
const dist = path.resolve(here, '../wwwroot/dist');

const sources = await readSources(path.join(root, 'src'));
const manifest = {};
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await bundle();
await sprite();
await writeFile(path.join(dist, 'assets.json'), JSON.stringify(manifest, null, 1) + '\n');

/** Every file that may name a class or an icon: what none of them names is left out. */
async function readSources(folder) {
  const texts = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!['bin', 'obj', 'node_modules', 'wwwroot'].includes(entry.name)) texts.push(...await readSources(full));
    } else if (/\.(razor|cs|js|css)$/.test(entry.name)) texts.push({ name: path.relative(root, full), text: await readFile(full, 'utf8') });
  }
  return texts;
}

async function bundle() {
  const words = new Set(sources.flatMap(source => source.text.match(/[A-Za-z][\w-]*/g) ?? []));
  const properties = new Set(sources.flatMap(source => source.text.match(/--tblr-[\w-]+/g) ?? []));
  const tabler = {
    name: 'only the rules that a page can meet',
    setup: it => it.onLoad({ filter: /tabler\.css$/ }, async file => ({ contents: prune(await readFile(file.path, 'utf8'), words, properties), loader: 'css' })),
  };
  const result = await build({
    absWorkingDir: here,
    entryPoints: ['site.js', 'charts.js', 'site.css', 'fonts.css'],
    outdir: dist, entryNames: '[name]-[hash]', assetNames: 'fonts/[name]-[hash]',
    bundle: true, minify: true, metafile: true, format: 'esm', target: 'es2022', logLevel: 'warning',
    loader: { '.woff2': 'file' }, legalComments: 'none', plugins: [tabler],
  });
  for (const [file, output] of Object.entries(result.metafile.outputs))
    if (output.entryPoint) manifest[output.entryPoint] = 'dist/' + path.relative(dist, path.resolve(here, file)).replaceAll('\\', '/');
}

/** One file with the icons that are named on a line that speaks of an icon or of the navigation. */
async function sprite() {
  const folder = path.join(root, 'node_modules/@tabler/icons/icons/outline');
  const known = new Set((await readdir(folder)).map(file => file.slice(0, -4)));
  const used = new Set();
  for (const { name, text } of sources) {
    for (const [, icon] of text.matchAll(/<Icon\s+Name="([a-z0-9-]+)"/g))
      if (!known.has(icon)) throw new Error(`${name}: there is no icon '${icon}'`);
    for (const line of text.split('\n'))
      if (/icon|AddNav|AddLoopStep|RecordTimeline|Paged\(/i.test(line)) for (const [, word] of line.matchAll(/"([a-z0-9-]+)"/g)) if (known.has(word)) used.add(word);
  }
  const symbols = await Promise.all([...used].sort().map(async icon => {
    const svg = await readFile(path.join(folder, icon + '.svg'), 'utf8');
    const shapes = svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>')).replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', '');
    return `<symbol id="${icon}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, '')}</symbol>`;
  }));
  const file = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
  const name = `icons-${createHash('sha256').update(file).digest('hex').slice(0, 8).toUpperCase()}.svg`;
  await writeFile(path.join(dist, name), file);
  manifest['icons.svg'] = 'dist/' + name;
}
