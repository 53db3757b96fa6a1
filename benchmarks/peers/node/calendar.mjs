// Civil months on day numbers.

const known = new Map();

/** The day so many months later, at most the last one of its month; days since 1970-01-01. */
export function plusMonths(day, months) {
  const key = day * 4096 + months;
  let found = known.get(key);
  if (found === undefined) {
    const start = new Date(day * 86_400_000);
    const first = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, 1);
    const last = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months + 1, 0);
    found = Math.min(first / 86_400_000 + start.getUTCDate() - 1, last / 86_400_000);
    known.set(key, found);
  }
  return found;
}

/** The first instant of a day in Asia/Shanghai, in microseconds. */
export function firstInstant(day) {
  return day * 86_400_000_000 - 8 * 3_600_000_000;
}
