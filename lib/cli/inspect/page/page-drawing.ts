/** Script of the page, first part: reads the data and draws the tracks over the time that `view` shows. */
export const pageDrawing = `
const data = JSON.parse(document.getElementById('data').textContent);
const plot = document.getElementById('plot');
const [canvas, overlay] = plot.querySelectorAll('canvas');
const view = { from: 0, to: data.seconds, rangeDb: 80, grey: false };
const font = '11px system-ui, "Segoe UI", Roboto, sans-serif';
const hot = [[5, 6, 18], [28, 24, 82], [90, 28, 122], [168, 40, 108], [224, 84, 62], [249, 152, 46], [253, 214, 108], [255, 250, 226]];
let colours, layout, context;

const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
for (const channel of data.channels) {
  for (const name of ['least', 'most', 'levels']) channel[name] = new Int16Array(bytesOf(channel[name]).buffer);
  if (channel.speech) channel.speech.probability = bytesOf(channel.speech.probability);
  const sums = (channel.energy = new Float64Array(channel.levels.length + 1));
  channel.levels.forEach((level, bin) => (sums[bin + 1] = sums[bin] + 10 ** (level / 1000)));
}

/** The cells of a channel's spectrogram, out of its picture. */
async function decodeSpectrogram(spectrogram) {
  const image = new Image();
  image.src = spectrogram.picture;
  await image.decode();
  const { columns, rows } = spectrogram;
  const surface = Object.assign(document.createElement('canvas'), { width: columns, height: rows });
  const pixels = surface.getContext('2d', { willReadFrequently: true });
  pixels.drawImage(image, 0, 0);
  const rgba = pixels.getImageData(0, 0, columns, rows);
  spectrogram.cells = Uint8Array.from({ length: columns * rows }, (_, n) => rgba.data[4 * n]);
  Object.assign(spectrogram, { surface, pixels, rgba });
}

const cellDb = (cell) => cell / data.cellsPerDb + data.cellFloorDb;
const topDb = () => data.spectrumTopDb;

/** Shade of a level: 0 to 1 of the range, in the colours chosen. */
function shade(share) {
  const s = Math.min(1, Math.max(0, share));
  if (view.grey) { const g = Math.round(255 - 255 * s); return [g, g, g]; }
  const at = s * (hot.length - 1);
  const i = Math.min(hot.length - 2, Math.floor(at));
  return hot[i].map((a, k) => Math.round(a + (hot[i + 1][k] - a) * (at - i)));
}

function paintSpectrograms() {
  const table = Array.from({ length: 256 }, (_, cell) => shade((cellDb(cell) - topDb()) / view.rangeDb + 1));
  for (const { spectrogram } of data.channels) {
    if (!spectrogram.cells) continue;
    spectrogram.cells.forEach((cell, n) => spectrogram.rgba.data.set(table[cell], 4 * n));
    spectrogram.pixels.putImageData(spectrogram.rgba, 0, 0);
  }
}

/** Which track stands where; heights follow the number of channels. */
function arrange() {
  const width = plot.clientWidth;
  const narrow = width < 640;
  const many = data.channels.length > 1;
  const tracks = [];
  let y = 6;
  const put = (kind, height, channel) => { tracks.push({ kind, channel, y, height }); y += height + 10; };
  const heard = data.channels.map((_, channel) => channel).filter((c) => data.events.some((e) => e.channel === c));
  for (const channel of heard) { put('events', 20, channel); y -= 6; }
  data.channels.forEach((_, channel) => put('wave', many ? 96 : narrow ? 110 : 140, channel));
  data.channels.forEach((_, channel) => put('level', many ? 64 : 84, channel));
  data.channels.forEach(({ speech }, channel) => speech && put('speech', many ? 34 : 44, channel));
  data.channels.forEach((_, channel) => put('spectrum', many ? 200 : narrow ? 220 : 320, channel));
  layout = { width, height: y + 22, left: narrow ? 40 : 56, right: width - (narrow ? 44 : 60), tracks, bottom: y - 6 };
}

const xOf = (seconds) => layout.left + ((seconds - view.from) / (view.to - view.from)) * (layout.right - layout.left);
const secondsAt = (x) => view.from + ((x - layout.left) / (layout.right - layout.left)) * (view.to - view.from);

function sized(target) {
  const scale = window.devicePixelRatio || 1;
  target.width = Math.round(layout.width * scale);
  target.height = Math.round(layout.height * scale);
  target.style.height = layout.height + 'px';
  const drawing = target.getContext('2d');
  drawing.setTransform(scale, 0, 0, scale, 0, 0);
  drawing.font = font;
  drawing.textBaseline = 'middle';
  return drawing;
}

function draw() {
  const style = getComputedStyle(document.documentElement);
  colours = new Proxy({}, { get: (_, name) => style.getPropertyValue('--' + name).trim() });
  arrange();
  context = sized(canvas);
  sized(overlay);
  const painters = { events: drawEvents, wave: drawWave, level: drawLevel, speech: drawSpeech, spectrum: drawSpectrum };
  drawTimeAxis();
  for (const track of layout.tracks) painters[track.kind](track);
}

function text(words, x, y, align, colour) {
  context.textAlign = align;
  context.fillStyle = colour || colours.soft;
  context.fillText(words, x, y);
}

function line(x1, y1, x2, y2, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
  context.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
  context.stroke();
}

function frame({ y, height }) {
  context.strokeStyle = colours.line;
  context.strokeRect(layout.left + 0.5, Math.round(y) + 0.5, layout.right - layout.left - 1, height - 1);
}

/** Draws only inside the track. */
function within({ y, height }, paint) {
  context.save();
  context.beginPath();
  context.rect(layout.left, y, layout.right - layout.left, height);
  context.clip();
  paint();
  context.restore();
}

function stepFor(span, most, steps) {
  return steps.find((step) => span / step <= most) || steps[steps.length - 1];
}

const timeSteps = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];

function timeText(seconds, digits) {
  if (data.seconds < 60) return seconds.toFixed(digits) + ' s';
  const whole = Math.floor(seconds);
  const fraction = digits > 0 ? (seconds - whole).toFixed(digits).slice(1) : '';
  const pad = (n) => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return (hours ? hours + ':' + pad(minutes) : minutes) + ':' + pad(whole % 60) + fraction;
}

function drawTimeAxis() {
  const span = view.to - view.from;
  const step = stepFor(span, (layout.right - layout.left) / 90, timeSteps);
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const y = layout.bottom + 12;
  for (let n = Math.ceil(view.from / step - 1e-9); n * step <= view.to + 1e-9; n++) {
    const x = xOf(n * step);
    for (const track of layout.tracks) if (['wave', 'level', 'speech'].includes(track.kind)) line(x, track.y, x, track.y + track.height - 1, colours.grid);
    line(x, layout.bottom - 4, x, layout.bottom, colours.soft);
    const words = timeText(n * step, digits);
    const half = context.measureText(words).width / 2;
    text(words, Math.min(layout.width - half - 2, Math.max(half + 2, x)), y, 'center');
  }
}

function channelLabel({ channel, y }) {
  if (data.channels.length === 1) return;
  const words = data.channels[channel].name;
  context.fillStyle = colours.card;
  context.globalAlpha = 0.75;
  context.fillRect(layout.left + 4, y + 4, context.measureText(words).width + 8, 16);
  context.globalAlpha = 1;
  text(words, layout.left + 8, y + 12, 'left', colours.text);
}

function drawEvents({ channel, y, height }) {
  text(data.channels.length > 1 ? data.channels[channel].name : 'heard', layout.left - 6, y + height / 2, 'right');
  within({ y, height }, () => {
    for (const event of data.events) {
      if (event.channel !== channel || event.to < view.from || event.from > view.to) continue;
      const x = xOf(event.from);
      const width = Math.max(2, xOf(event.to) - x);
      context.fillStyle = colours.mark;
      context.fillRect(x, y, width, height);
      const from = Math.max(x, layout.left);
      const visible = Math.min(x + width, layout.right) - from;
      const words = [event.label, event.short].find((one) => context.measureText(one).width + 6 <= visible);
      if (words) text(words, from + visible / 2, y + height / 2 + 0.5, 'center', colours['mark-text']);
    }
  });
}

/** Bands behind the waveform where something was heard. */
function drawBands(track) {
  context.fillStyle = colours.mark;
  context.globalAlpha = 0.13;
  for (const event of data.events) {
    if (event.channel !== track.channel) continue;
    context.fillRect(xOf(event.from), track.y, Math.max(1, xOf(event.to) - xOf(event.from)), track.height);
  }
  context.globalAlpha = 1;
}

function drawWave(track) {
  const { y, height } = track;
  const channel = data.channels[track.channel];
  const scale = data.waveScale;
  const middle = y + height / 2;
  const yOf = (value) => middle - (value / scale) * (height / 2 - 3);
  const loudest = Math.round(20 * Math.log10(scale));
  line(layout.left, yOf(scale / 2), layout.right, yOf(scale / 2), colours.grid);
  line(layout.left, yOf(-scale / 2), layout.right, yOf(-scale / 2), colours.grid);
  text(loudest + '', layout.left - 6, yOf(scale) + 4, 'right');
  text(loudest - 6 + '', layout.left - 6, yOf(scale / 2), 'right');
  text('dBFS', layout.left - 6, middle, 'right');
  text(loudest - 6 + '', layout.left - 6, yOf(-scale / 2), 'right');
  text(loudest + '', layout.left - 6, yOf(-scale) - 4, 'right');
  within(track, () => {
    drawBands(track);
    const binsPerPixel = (view.to - view.from) / (layout.right - layout.left) / channel.binSeconds;
    if (binsPerPixel < 1) drawWaveLine(channel, yOf);
    else drawWaveColumns(channel, yOf);
    line(layout.left, middle, layout.right, middle, colours.wave);
  });
  frame(track);
  channelLabel(track);
}

function drawWaveColumns(channel, yOf) {
  const cores = [];
  context.fillStyle = colours.wave;
  for (let x = layout.left; x < layout.right; x++) {
    const [begin, end] = binsBetween(channel, secondsAt(x), secondsAt(x + 1));
    if (begin >= end) continue;
    let [least, most] = [32767, -32768];
    for (let bin = begin; bin < end; bin++) {
      least = Math.min(least, channel.least[bin]);
      most = Math.max(most, channel.most[bin]);
    }
    const [top, bottom] = [yOf(most / 32767), yOf(least / 32767)];
    context.fillRect(x, top, 1, Math.max(1, bottom - top));
    const rms = Math.sqrt((channel.energy[end] - channel.energy[begin]) / (end - begin));
    cores.push([x, Math.max(top, yOf(rms)), Math.min(bottom, yOf(-rms))]);
  }
  context.fillStyle = colours['wave-core'];
  context.globalAlpha = 0.75;
  for (const [x, top, bottom] of cores) if (bottom > top) context.fillRect(x, top, 1, bottom - top);
  context.globalAlpha = 1;
}

/** From near, where a bin is wider than a pixel: the samples themselves, or the space between the extremes. */
function drawWaveLine(channel, yOf) {
  const [begin, end] = binsBetween(channel, view.from - channel.binSeconds, view.to + channel.binSeconds);
  const centre = (bin) => xOf((bin + (channel.singleSamples ? 0 : 0.5)) * channel.binSeconds);
  context.beginPath();
  for (let bin = begin; bin < end; bin++) context.lineTo(centre(bin), yOf(channel.most[bin] / 32767));
  if (!channel.singleSamples) for (let bin = end - 1; bin >= begin; bin--) context.lineTo(centre(bin), yOf(channel.least[bin] / 32767));
  context.strokeStyle = context.fillStyle = colours.wave;
  context.lineWidth = 1.25;
  if (!channel.singleSamples) context.fill();
  context.stroke();
  const binPixels = (layout.right - layout.left) * channel.binSeconds / (view.to - view.from);
  if (!channel.singleSamples || binPixels < 6) return;
  for (let bin = begin; bin < end; bin++) context.fillRect(centre(bin) - 2, yOf(channel.most[bin] / 32767) - 2, 4, 4);
}

function binsBetween(channel, from, to) {
  const bins = channel.levels.length;
  const begin = Math.min(bins, Math.max(0, Math.floor(from / channel.binSeconds)));
  return [begin, Math.min(bins, Math.max(begin + 1, Math.ceil(to / channel.binSeconds)))];
}

/** Level around a moment, over 50 ms or a pixel, in dB. */
function levelAt(channel, seconds, pixelSeconds) {
  const half = Math.max(0.025, pixelSeconds / 2);
  const [begin, end] = binsBetween(channel, seconds - half, seconds + half);
  if (begin >= end) return -127;
  return Math.max(-127, 10 * Math.log10((channel.energy[end] - channel.energy[begin]) / (end - begin) + 1e-13));
}

function drawLevel(track) {
  const { y, height } = track;
  const channel = data.channels[track.channel];
  const yOf = (db) => y + 1 + (Math.min(0, db) / -90) * (height - 2);
  for (const db of [-30, -60]) {
    line(layout.left, yOf(db), layout.right, yOf(db), colours.grid);
    text(db + '', layout.left - 6, yOf(db), 'right');
  }
  text(layout.width < 640 ? 'dB' : 'level dB', layout.right + 6, y + height / 2, 'left');
  text('0', layout.left - 6, y + 5, 'right');
  within(track, () => {
    const pixelSeconds = (view.to - view.from) / (layout.right - layout.left);
    context.beginPath();
    for (let x = layout.left; x <= layout.right; x++) context.lineTo(x, yOf(levelAt(channel, secondsAt(x + 0.5), pixelSeconds)));
    context.strokeStyle = colours.level;
    context.lineWidth = 1.25;
    context.stroke();
    context.lineTo(layout.right, y + height);
    context.lineTo(layout.left, y + height);
    context.globalAlpha = 0.15;
    context.fillStyle = colours.level;
    context.fill();
    context.globalAlpha = 1;
  });
  frame(track);
  channelLabel(track);
}

/** The greatest probability of speech between two moments. */
function speechBetween({ probability, stepSeconds }, from, to) {
  const begin = Math.max(0, Math.min(probability.length - 1, Math.floor(from / stepSeconds)));
  const end = Math.min(probability.length, Math.max(begin + 1, Math.ceil(to / stepSeconds)));
  let most = 0;
  for (let n = begin; n < end; n++) most = Math.max(most, probability[n]);
  return most / 255;
}

/** Stretches of speech as blocks, and the detector's probability as a line. */
function drawSpeech(track) {
  const { y, height } = track;
  const { speech } = data.channels[track.channel];
  const yOf = (share) => y + height - 2 - share * (height - 4);
  text(layout.width < 640 ? 'voice' : 'speech', layout.left - 6, y + height / 2, 'right');
  text('1', layout.right + 6, y + 6, 'left');
  text('0', layout.right + 6, y + height - 6, 'left');
  within(track, () => {
    context.fillStyle = colours.speech;
    context.globalAlpha = 0.3;
    for (const { from, to } of speech.stretches) context.fillRect(xOf(from), y, Math.max(1, xOf(to) - xOf(from)), height);
    context.globalAlpha = 1;
    context.beginPath();
    for (let x = layout.left; x <= layout.right; x++) context.lineTo(x, yOf(speechBetween(speech, secondsAt(x), secondsAt(x + 1))));
    context.strokeStyle = colours.speech;
    context.lineWidth = 1.25;
    context.stroke();
  });
  frame(track);
  channelLabel(track);
}

function drawSpectrum(track) {
  const { y, height } = track;
  const { spectrogram } = data.channels[track.channel];
  const half = data.sampleRateHz / 2;
  if (spectrogram.cells) within(track, () => {
    context.imageSmoothingQuality = 'high';
    const seconds = spectrogram.columns * spectrogram.columnSeconds;
    const x = xOf(-spectrogram.columnSeconds / 2);
    context.drawImage(spectrogram.surface, x, y, xOf(seconds - spectrogram.columnSeconds / 2) - x, height);
  });
  const step = stepFor(half, height / 36, [100, 200, 500, 1000, 2000, 5000, 10000, 20000]);
  for (let hz = 0; hz <= half; hz += step) {
    const at = Math.min(y + height - 1, y + height - (hz / half) * height);
    line(layout.left - 4, at, layout.left, at, colours.soft);
    const words = half > 1000 ? hz / 1000 + (hz === 0 ? '' : 'k') : hz + '';
    text(words, layout.left - 7, Math.min(y + height - 5, Math.max(y + 6, at)), 'right');
  }
  text('Hz', layout.left - 7, y + height - 18, 'right');
  frame(track);
  channelLabel(track);
  drawLegend(track);
}

function drawLegend({ y, height }) {
  const x = layout.right + 8;
  for (let row = 0; row < height; row++) {
    context.fillStyle = 'rgb(' + shade(1 - row / height).join(',') + ')';
    context.fillRect(x, y + row, 10, 1);
  }
  for (let db = Math.floor(topDb() / 20) * 20; db >= topDb() - view.rangeDb; db -= 20) {
    const at = y + ((topDb() - db) / view.rangeDb) * height;
    text(db + '', x + 14, Math.min(y + height - 5, Math.max(y + 6, at)), 'left');
  }
  text('dB', x + 14, y + height - 6 - (view.rangeDb % 20 === 0 && topDb() % 20 === 0 ? 14 : 0), 'left');
}
`;
