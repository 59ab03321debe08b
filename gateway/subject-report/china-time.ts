const FORMAT = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** An instant of ISO text as 'YYYY-MM-DD HH:mm:ss' in China's time. */
export function chinaTime(instant: string): string {
  return FORMAT.format(Date.parse(instant));
}
