/** The look of the page, in a light and a dark scheme. The drawing reads its colours from here as well. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #f6f6f4; --card: #ffffff; --text: #1d2126; --soft: #646d78; --line: #dcdfe3; --grid: #e9ebee;
  --wave: #2f6fab; --wave-core: #16456f; --level: #b3541e; --speech: #6b4fb0; --mark: #0f7b5f; --mark-text: #ffffff;
  --warn: #b3261e; --cursor: #1d2126; --select: rgba(47, 111, 171, .18);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15181c; --card: #1c2025; --text: #e4e7ea; --soft: #98a2ad; --line: #343a42; --grid: #272c33;
    --wave: #4c8fca; --wave-core: #a5d0f3; --level: #f0a35e; --speech: #b7a1ef; --mark: #43c39b; --mark-text: #0d1a15;
    --warn: #ff8f84; --cursor: #f2f4f6; --select: rgba(120, 180, 240, .22);
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.45 system-ui, "Segoe UI", Roboto, sans-serif; }
main, header, footer { max-width: 1600px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 20px; }
h1 { font-size: 20px; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
header p { color: var(--soft); margin: 2px 0 14px; }
.notes { color: var(--warn); margin: 0 0 12px; padding-left: 18px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 1px; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; overflow: hidden; margin: 0 0 14px; }
.tiles div { padding: 8px 12px; box-shadow: 0 0 0 1px var(--line); }
.tiles dt { color: var(--soft); font-size: 12px; }
.tiles dd { margin: 0; font-size: 18px; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles small { font-size: 12px; white-space: nowrap; font-weight: 400; color: var(--soft); }
.tiles .bad dd { color: var(--warn); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: 0 0 14px; overflow: hidden; }
.bar { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; padding: 8px 12px; border-bottom: 1px solid var(--line); }
#readout { flex: 1 1 340px; min-height: 20px; font-variant-numeric: tabular-nums; color: var(--soft); }
#readout b { color: var(--text); font-weight: 600; }
button { font: inherit; font-size: 13px; color: var(--text); background: var(--page); border: 1px solid var(--line);
  border-radius: 6px; padding: 2px 9px; cursor: pointer; }
button:hover { border-color: var(--soft); }
button:focus-visible, #plot:focus-visible { outline: 2px solid var(--wave); outline-offset: -2px; }
#plot { position: relative; touch-action: pan-y; cursor: crosshair; }
#plot canvas { display: block; width: 100%; }
#plot canvas + canvas { position: absolute; inset: 0; pointer-events: none; }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 14px; align-items: start; }
.scroll { overflow-x: auto; max-height: 480px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 8px 12px; }
th, td { padding: 4px 12px; border-top: 1px solid var(--line); text-align: right; white-space: nowrap; }
thead th { color: var(--soft); font-weight: 400; font-size: 12px; }
th:first-child, td:first-child { text-align: left; font-weight: 400; }
tbody th { color: var(--soft); }
tr[data-from] { cursor: pointer; }
tr[data-from]:hover { background: var(--page); }
.empty { color: var(--soft); padding: 0 12px 12px; margin: 0; }
footer { color: var(--soft); font-size: 12px; padding-bottom: 24px; }
kbd { font: inherit; border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; background: var(--card); }
@media (max-width: 600px) { main, header, footer { padding-left: 8px; padding-right: 8px; } }
@media print { button, .keys, #readout { display: none; } .scroll { max-height: none; } }
`;
