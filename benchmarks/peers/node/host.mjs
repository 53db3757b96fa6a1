// The policy as a program in JavaScript around the engine: what host.py is in Python.

import { firstInstant, plusMonths } from "./calendar.mjs";
import { keep, qualify } from "./rules.mjs";

const [PER_GUEST, PER_VIP] = [1200, 1000];
const [PENDING, BALANCE, GONE] = [0, 1, 2];

const eligible = (lot) => lot.goods.reduce((sum, [category, amount]) => sum + (category === "gold" ? 0 : amount), 0);

function become(one, tier, key, day, reason) {
  Object.assign(one, { tier, since: day, reason, review: null });
  one.changes.push([key, tier]);
}

const before = (left, right) =>
  left[0] !== right[0] ? left[0] < right[0] : left[1] !== right[1] ? left[1] < right[1] : left[2] < right[2];

function tierBefore(introducer, key) {
  let tier = 0;
  for (const [at, held] of introducer === undefined ? [] : introducer.changes) {
    if (!before(at, key)) break;
    tier = held;
  }
  return tier;
}

async function kept(book, gained, count, review) {
  const low = plusMonths(review - 1, -12);
  let [largest, total] = [0, 0];
  for (let index = count - 1; index > gained && book[index].day > low; index--) {
    total += book[index].net;
    largest = Math.max(largest, book[index].net);
  }
  return keep(largest, total);
}

async function reviews(one, day) {
  while (one.review !== null && one.review <= day) {
    const rule = await kept(one.book, one.gained, one.book.length, one.review);
    if (rule !== null) {
      one.term += 1;
      one.reason = rule;
      one.review = plusMonths(one.anchor, 12 * (one.term + 1));
    } else {
      become(one, 0, [firstInstant(one.review), 0, ""], one.review, "lapse");
    }
  }
}

async function sale(one, key, day, rows, introducer) {
  if (rows[0][2]) return; // a group order counts for no one
  const per = one.tier ? PER_VIP : PER_GUEST;
  const paid = rows.reduce((sum, row) => sum + row[1], 0);
  const rank = tierBefore(introducer, key);
  const goods = rows.map(([category, amount]) => [category, amount]);
  const lot = { id: key[2], day, net: paid, goods, rank, per, state: one.tier ? BALANCE : PENDING, earnedOn: day, taken: 0 };
  lot.made = lot.left = Math.floor(eligible(lot) / per);
  if (one.tier) one.earned += lot.made;
  const book = one.book;
  book.push(lot);
  one.total += paid;
  const low = plusMonths(day, -12);
  while (book[one.start].day <= low) one.total -= book[one.start++].net;
  if (one.tier !== 0 || paid <= 0) return;
  const rule = await qualify(paid, one.total, rank);
  if (rule === null) return;
  become(one, 1, key, day, rule);
  Object.assign(one, { term: 0, gained: book.length - 1, anchor: day, review: plusMonths(day, 12) });
  for (const waiting of book) {
    if (waiting.state === PENDING && plusMonths(waiting.day, 12) > day) {
      waiting.state = BALANCE;
      waiting.earnedOn = day;
      one.earned += waiting.left;
    }
  }
}

function take(lot, category, rest) {
  const wanted = category ?? (lot.goods.some(([kind]) => kind === null) ? null : lot.goods[0][0]);
  for (const line of lot.goods) {
    if (line[0] === wanted) {
      const some = Math.min(rest, line[1]);
      line[1] -= some;
      rest -= some;
    }
  }
}

async function giveBack(one, key, day, rows) {
  let changes = false;
  for (const [category, amount, purchase] of rows) {
    const place = one.book.findLastIndex((lot) => lot.id === purchase);
    if (place < 0) continue;
    changes = true;
    const lot = one.book[place];
    take(lot, category, amount);
    lot.net -= amount;
    if (place >= one.start) one.total -= amount;
    const excess = lot.made - Math.min(lot.made, Math.floor(eligible(lot) / lot.per)) - lot.taken;
    lot.taken += excess;
    if (lot.state === PENDING) {
      lot.left -= excess;
    } else if (lot.state === BALANCE && plusMonths(lot.earnedOn, 12) > day) {
      lot.left -= excess;
      one.back += excess;
    }
  }
  if (!changes || one.tier === 0 || (await again(one.book, day))) return;
  become(one, 0, key, day, "return");
  for (const lot of one.book) {
    if (lot.state === BALANCE && lot.per === PER_GUEST && plusMonths(lot.earnedOn, 12) > day) {
      one.back += lot.left;
      lot.state = plusMonths(lot.day, 12) > day ? PENDING : GONE;
    }
  }
}

/** The tier that the purchases give without what was taken back. */
async function again(book, until) {
  let [tier, start, term, gained, review, total] = [0, 0, 0, -1, null, 0];
  for (let index = 0; index <= book.length; index++) {
    const day = index < book.length ? book[index].day : until;
    while (review !== null && review <= day) {
      if ((await kept(book, gained, index, review)) !== null) {
        term += 1;
        review = plusMonths(book[gained].day, 12 * (term + 1));
      } else {
        [tier, review] = [0, null];
      }
    }
    if (index === book.length) break;
    const lot = book[index];
    const low = plusMonths(day, -12);
    total += lot.net;
    while (book[start].day <= low) total -= book[start++].net;
    if (tier === 0 && lot.net > 0 && (await qualify(lot.net, total, lot.rank)) !== null) {
      [tier, term, gained, review] = [1, 0, index, plusMonths(day, 12)];
    }
  }
  return tier;
}

/** Decide one member; `events`: [instant, id, day, rows] in order, a sale's rows of three cells and a return's of four. */
export async function decide(events, introducer, asOf) {
  const one = { tier: 0, since: null, reason: null, anchor: 0, term: 0, gained: -1, review: null, start: 0, total: 0, earned: 0, back: 0 };
  one.book = [];
  one.changes = [];
  for (const [at, id, day, rows] of events) {
    await reviews(one, day);
    await (rows[0].length === 3 ? sale(one, [at, 1, id], day, rows, introducer) : giveBack(one, [at, 1, id], day, rows));
  }
  await reviews(one, asOf);
  return one;
}

/** The member's row of `evaluate`. */
export function row(id, one, asOf) {
  const sum = (lots, of) => lots.reduce((total, lot) => total + of(lot), 0);
  const expired = sum(one.book.filter((lot) => lot.state === BALANCE && plusMonths(lot.earnedOn, 12) <= asOf), (lot) => lot.left);
  const pending = sum(one.book.filter((lot) => lot.state === PENDING && plusMonths(lot.day, 12) > asOf), (lot) => lot.left);
  const low = plusMonths(asOf, -12);
  const spend = sum(one.book.filter((lot) => lot.day > low), (lot) => lot.net);
  const points = one.earned - expired - one.back;
  return [id, one.tier ? "vip" : "guest", one.since, one.review, one.reason, points, pending, one.earned, expired, one.back, 0, spend];
}
