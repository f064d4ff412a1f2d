/** Script of the page, second part: what pointer, wheel, keys and buttons do. */
export const pageHandling = `
const readout = document.getElementById('readout');
const idle = readout.innerHTML;
let drag, pointer;

/** Draws anew, with the cross where it was. */
function refresh() {
  draw();
  if (pointer) point(...pointer);
}

function show(from, to) {
  const least = Math.min(data.seconds, Math.max(16 / data.sampleRateHz, data.seconds / 1e6));
  const span = Math.min(data.seconds, Math.max(least, to - from));
  view.from = Math.min(data.seconds - span, Math.max(0, (from + to - span) / 2));
  view.to = view.from + span;
  requestAnimationFrame(refresh);
}

function zoom(factor, around) {
  const middle = around === undefined ? (view.from + view.to) / 2 : around;
  show(middle - (middle - view.from) * factor, middle + (view.to - middle) * factor);
}

function pan(share) {
  const shift = Math.max(-view.from, Math.min(data.seconds - view.to, (view.to - view.from) * share));
  show(view.from + shift, view.to + shift);
}

function setRange(change) {
  view.rangeDb = Math.min(120, Math.max(30, view.rangeDb + change));
  paintSpectrograms();
  refresh();
}

function toggleGrey() {
  view.grey = !view.grey;
  paintSpectrograms();
  refresh();
}

const actions = {
  in: () => zoom(0.5), out: () => zoom(2), all: () => show(0, data.seconds),
  left: () => pan(-0.25), right: () => pan(0.25), grey: toggleGrey,
  less: () => setRange(-10), more: () => setRange(10),
};
const keys = { '+': 'in', '=': 'in', '-': 'out', 0: 'all', ArrowLeft: 'left', ArrowRight: 'right', g: 'grey', '[': 'less', ']': 'more' };

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  actions[keys[event.key]]();
});
for (const button of document.querySelectorAll('button[data-action]')) button.addEventListener('click', () => actions[button.dataset.action]());

plot.addEventListener('wheel', (event) => {
  if (event.ctrlKey || event.metaKey) zoom(Math.exp(event.deltaY / 300), secondsAt(event.offsetX));
  else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) pan(event.deltaX / layout.width);
  else return;
  event.preventDefault();
}, { passive: false });

const pointerX = (event) => Math.min(layout.right, Math.max(layout.left, event.clientX - plot.getBoundingClientRect().left));
const pointerY = (event) => event.clientY - plot.getBoundingClientRect().top;

plot.addEventListener('pointerdown', (event) => {
  if (event.button !== 0 || event.pointerType === 'touch') return;
  drag = pointerX(event);
  plot.setPointerCapture(event.pointerId);
});
plot.addEventListener('pointermove', (event) => point(...(pointer = [pointerX(event), pointerY(event)])));
plot.addEventListener('pointerup', (event) => {
  const [a, b] = [drag, pointerX(event)];
  drag = undefined;
  if (a !== undefined && Math.abs(b - a) > 4) show(secondsAt(Math.min(a, b)), secondsAt(Math.max(a, b)));
});
plot.addEventListener('dblclick', actions.all);
plot.addEventListener('pointerleave', () => {
  pointer = undefined;
  overlay.getContext('2d').clearRect(0, 0, layout.width, layout.height);
  readout.innerHTML = idle;
});

/** Draws the cross at a point and says what is there. */
function point(x, y) {
  const marks = overlay.getContext('2d');
  marks.clearRect(0, 0, layout.width, layout.height);
  if (drag !== undefined) {
    marks.fillStyle = colours.select;
    marks.fillRect(Math.min(drag, x), 0, Math.abs(x - drag), layout.bottom);
  }
  marks.strokeStyle = colours.cursor;
  marks.globalAlpha = 0.7;
  marks.beginPath();
  marks.moveTo(Math.round(x) + 0.5, 0);
  marks.lineTo(Math.round(x) + 0.5, layout.bottom);
  const track = layout.tracks.find((one) => y >= one.y && y < one.y + one.height);
  if (track && track.kind === 'spectrum') {
    marks.moveTo(layout.left, Math.round(y) + 0.5);
    marks.lineTo(layout.right, Math.round(y) + 0.5);
  }
  marks.stroke();
  marks.globalAlpha = 1;
  readout.replaceChildren(...describe(x, y, track));
}

function describe(x, y, track) {
  const seconds = secondsAt(x);
  const facts = [['', timeText(seconds, data.seconds < 60 ? 4 : 3)]];
  if (drag !== undefined) facts.push(['selected ', Math.abs(seconds - secondsAt(drag)).toFixed(4) + ' s']);
  const index = track ? track.channel : 0;
  const channel = data.channels[index];
  if (track && data.channels.length > 1) facts.push(['', channel.name]);
  facts.push(['level ', levelAt(channel, seconds, 0).toFixed(1) + ' dB']);
  if (channel.speech) facts.push(['speech ', Math.round(100 * speechBetween(channel.speech, seconds, seconds)) + ' %']);
  const { spectrogram } = channel;
  if (track && track.kind === 'spectrum' && spectrogram.cells) {
    const share = (track.y + track.height - y) / track.height;
    const column = Math.min(spectrogram.columns - 1, Math.max(0, Math.round(seconds / spectrogram.columnSeconds)));
    const row = Math.min(spectrogram.rows - 1, Math.floor((1 - share) * spectrogram.rows));
    const cell = spectrogram.cells[row * spectrogram.columns + column];
    facts.push(['', Math.round(share * data.sampleRateHz / 2) + ' Hz'], ['', (cell === 0 ? 'below ' : '') + cellDb(cell).toFixed(1) + ' dB']);
  }
  for (const event of data.events) {
    if (event.channel === index && seconds >= event.from && seconds <= event.to) facts.push(['', event.label]);
  }
  return facts.flatMap(([name, value], n) => {
    const bold = document.createElement('b');
    bold.textContent = value;
    return [(n ? ' · ' : '') + name, bold];
  });
}

for (const row of document.querySelectorAll('tr[data-from]')) row.addEventListener('click', () => {
  const [from, to] = [Number(row.dataset.from), Number(row.dataset.to)];
  const around = Math.max(0.5, (to - from) * 2);
  show((from + to - around) / 2 - around / 2, (from + to + around) / 2 + around / 2);
  plot.scrollIntoView({ block: 'nearest' });
});

new ResizeObserver(refresh).observe(plot);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
matchMedia('print').addEventListener('change', draw);
draw();
Promise.all(data.channels.map(({ spectrogram }) => decodeSpectrogram(spectrogram))).then(() => {
  paintSpectrograms();
  refresh();
  document.documentElement.dataset.drawn = 'true';
});
`;
