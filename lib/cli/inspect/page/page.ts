import { packageVersion } from '../../../server/index.js';
import { durationText } from '../../clock-text.js';
import { bytesText, formatText } from '../../sound/format-text.js';
import type { Outline } from '../envelope.js';
import { figureTable } from '../figure-table.js';
import { levelText, momentText } from '../figure-text.js';
import { greyPng } from '../grey-png.js';
import type { Inspection } from '../inspection.js';
import { cellFloorDb, cellsPerDb, type SpectrogramPicture } from '../spectrogram.js';
import type { Speech } from '../voice-track.js';
import { escapeHtml } from './escape-html.js';
import { pageDrawing } from './page-drawing.js';
import { pageHandling } from './page-handling.js';
import { pageStyle } from './page-style.js';
import { tilesOf } from './tiles.js';

/** One page with everything in it: nothing is loaded from anywhere. `name` is how the file is called. */
export function inspectionPage(inspection: Inspection, name: string): string {
  const title = escapeHtml(name);
  const { seconds, bytes } = inspection;
  const summary = [formatText(inspection), durationText(seconds), bytesText(bytes)].join(' · ').replaceAll(', ', ' · ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ossicle inspect</title>
<style>${pageStyle}</style>
</head>
<body>
<header><h1>${title}</h1><p>${escapeHtml(summary)}</p>${faultsHtml(inspection)}</header>
<main>
${tilesHtml(inspection)}
<section class="card">
<div class="bar">${barHtml}</div>
<div id="plot" tabindex="0" role="img" aria-label="Waveform, level, speech and spectrogram of ${title} over time"><canvas></canvas><canvas></canvas></div>
<noscript><p class="empty">The pictures need JavaScript; the figures below do not.</p></noscript>
</section>
<div class="tables">${figuresHtml(inspection)}${heardHtml(inspection)}${speechHtml(inspection)}</div>
</main>
<footer class="keys">${footerHtml()}</footer>
<script type="application/json" id="data">${dataJson(inspection)}</script>
<script>'use strict';${pageDrawing}${pageHandling}</script>
</body>
</html>
`;
}

const barHtml = `<div id="readout">Point at the picture for time, frequency and level; drag to look closer.</div>
<span><button data-action="in" title="Zoom in (+)">+</button> <button data-action="out" title="Zoom out (-)">−</button>
<button data-action="all" title="Show everything (0)">All</button>
<button data-action="left" title="Earlier (left arrow)">←</button> <button data-action="right" title="Later (right arrow)">→</button>
<button data-action="grey" title="Grey or coloured spectrogram (G)">Grey</button>
<button data-action="less" title="Less dynamic range ([)">−10 dB</button> <button data-action="more" title="More dynamic range (])">+10 dB</button></span>`;

function footerHtml(): string {
  const keys = [
    ['+', 'closer'],
    ['-', 'farther'],
    ['0', 'everything'],
    ['←', ''],
    ['→', 'move'],
    ['G', 'grey'],
    ['[', ''],
    [']', 'range'],
  ] as const;
  const text = keys.map(([key, meaning]) => `<kbd>${key}</kbd>${meaning && ` ${meaning}`}`).join(' ');
  return `<p>${text} · Ctrl and wheel zoom at the pointer · double click shows everything. Level and spectrogram in dBov: a
sine at full scale is −3.01. Each column of the spectrogram shows the loudest of its stretch (Hann window).
Made by ossicle ${escapeHtml(packageVersion())}.</p>`;
}

function faultsHtml({ faults }: Inspection): string {
  if (faults.length === 0) return '';
  return `<ul class="notes">${faults.map((fault) => `<li>${escapeHtml(fault)}</li>`).join('')}</ul>`;
}

function tilesHtml(inspection: Inspection): string {
  const tiles = tilesOf(inspection).map(({ term, value, remark, bad }) => {
    const small = remark === undefined ? '' : ` <small>${escapeHtml(remark)}</small>`;
    return `<div${bad ? ' class="bad"' : ''}><dt>${escapeHtml(term)}</dt><dd>${escapeHtml(value)}${small}</dd></div>`;
  });
  return `<dl class="tiles">${tiles.join('')}</dl>`;
}

function figuresHtml(inspection: Inspection): string {
  const heads = inspection.channels.map(({ name }) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const rows = figureTable(inspection).map(
    ({ term, values }) =>
      `<tr><th scope="row">${escapeHtml(term)}</th>${values.map((value) => `<td>${escapeHtml(value)}</td>`).join('')}</tr>`,
  );
  return `<section class="card"><div class="scroll"><table><caption>Figures</caption><thead><tr><th></th>${heads}</tr></thead>
<tbody>${rows.join('')}</tbody></table></div></section>`;
}

function heardHtml({ heard, channels }: Inspection): string {
  const caption = '<caption>Digits and tones</caption>';
  if (heard.length === 0) {
    return `<section class="card"><table>${caption}</table><p class="empty">None were heard.</p></section>`;
  }
  const rows = heard.map(
    ({ label, fromSeconds, toSeconds, channel }) =>
      `<tr data-from="${fromSeconds}" data-to="${toSeconds}"><td>${escapeHtml(label)}</td><td>${momentText(fromSeconds)}</td>` +
      `<td>${Math.round((toSeconds - fromSeconds) * 1000)} ms</td><td>${escapeHtml(channels[channel]?.name ?? '')}</td></tr>`,
  );
  return `<section class="card"><div class="scroll"><table class="moments">${caption}<thead><tr><th>what</th><th>at</th><th>for</th>
<th>channel</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`;
}

/** The stretches of speech of all channels, in the order of time. */
function speechHtml({ channels }: Inspection): string {
  const stretches = channels.flatMap(({ name, speech }) => (speech?.stretches ?? []).map((one) => ({ name, ...one })));
  if (stretches.length === 0) return '';
  const rows = stretches
    .toSorted((a, b) => a.fromSeconds - b.fromSeconds)
    .map(
      ({ name, fromSeconds, toSeconds, levelDbov }) =>
        `<tr data-from="${fromSeconds}" data-to="${toSeconds}"><td>${momentText(fromSeconds)}</td>` +
        `<td>${(toSeconds - fromSeconds).toFixed(2)} s</td><td>${levelText(levelDbov, 'dBov')}</td><td>${escapeHtml(name)}</td></tr>`,
    );
  return `<section class="card"><div class="scroll"><table class="moments"><caption>Speech</caption><thead><tr><th>from</th><th>for</th>
<th>level</th><th>channel</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`;
}

/** What the script draws, as JSON that cannot end the element it stands in. */
function dataJson({ seconds, format, channels, heard }: Inspection): string {
  const peak = Math.max(...channels.map(({ peakDbfs }) => peakDbfs));
  const data = {
    seconds,
    sampleRateHz: format.sampleRateHz,
    waveScale: waveScale(peak),
    cellsPerDb,
    cellFloorDb,
    spectrumTopDb: spectrumTopDb(channels.map(({ spectrogram }) => spectrogram)),
    channels: channels.map(({ name, outline, spectrogram, speech }) => ({
      name,
      ...outlineData(outline, format.sampleRateHz),
      spectrogram: spectrogram && spectrogramData(spectrogram),
      speech: speech && speechData(speech),
    })),
    events: heard.map(({ channel, label, short, fromSeconds: from, toSeconds: to }) => ({
      channel,
      label,
      short,
      from,
      to,
    })),
  };
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

/** The amplitude at the edge of the waveform: full scale, or halves of it for sound that would be a line. */
function waveScale(peakDbfs: number): number {
  if (!Number.isFinite(peakDbfs)) return 1;
  return Math.min(1, 2 ** Math.max(-10, Math.ceil((peakDbfs + 0.5) / 6.02)));
}

function spectrumTopDb(pictures: readonly (SpectrogramPicture | undefined)[]): number {
  let loudest = 0;
  for (const picture of pictures) for (const cell of picture?.cells ?? []) if (cell > loudest) loudest = cell;
  return Math.max(-40, Math.ceil((loudest / cellsPerDb + cellFloorDb) / 10) * 10);
}

function outlineData({ binSamples, least, most, meanSquare }: Outline, sampleRateHz: number) {
  const levels = Array.from(meanSquare, (square) => Math.max(-12_700, Math.round(1000 * Math.log10(square + 1e-13))));
  return {
    binSeconds: binSamples / sampleRateHz,
    singleSamples: binSamples === 1,
    least: base64Of(Int16Array.from(least, toSample)),
    most: base64Of(Int16Array.from(most, toSample)),
    levels: base64Of(Int16Array.from(levels)),
  };
}

function toSample(value: number): number {
  return Math.round(Math.max(-1, Math.min(1, value)) * 32_767);
}

function spectrogramData({ columns, rows, columnSeconds, cells }: SpectrogramPicture) {
  const picture = `data:image/png;base64,${greyPng(cells, columns, rows).toString('base64')}`;
  return { columns, rows, columnSeconds, picture };
}

function speechData({ stretches, probability: { stepSeconds, values } }: Speech) {
  return {
    stepSeconds,
    probability: base64Of(Uint8Array.from(values, (share) => Math.round(share * 255))),
    stretches: stretches.map(({ fromSeconds: from, toSeconds: to }) => ({ from, to })),
  };
}

/** The low byte first, as every machine has it that shows pages. */
function base64Of(values: Int16Array | Uint8Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}
