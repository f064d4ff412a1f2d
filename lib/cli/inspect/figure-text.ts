/** A level to a tenth, or "silence" when there is none at all. */
export function levelText(value: number, unit: string): string {
  if (!Number.isFinite(value)) return 'silence';
  const text = value.toFixed(1);
  return `${text === '-0.0' ? '0.0' : text} ${unit}`;
}

/** A share as one says it: `12 %`, `0.4 %`. */
export function percentText(share: number): string {
  const percent = share * 100;
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** A moment: seconds below a minute, else as on a clock, to the hundredth. */
export function momentText(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  const [hours, minutes] = [Math.floor(hundredths / 360_000), Math.floor(hundredths / 6000) % 60];
  const rest = ((hundredths % 6000) / 100).toFixed(2).padStart(5, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** A true peak; -127 is what the meter says of silence. */
export function peakText(dbtp: number): string {
  return levelText(dbtp > -127 ? dbtp : Number.NEGATIVE_INFINITY, 'dBTP');
}
