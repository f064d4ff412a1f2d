/** Whole seconds as on a clock: 0:07, 12:34, 1:02:03. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** A duration as one says it: `0.42 s`, `12.3 s`, `3:05`. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : clockText(Math.round(seconds));
}
