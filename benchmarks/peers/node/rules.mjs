// The conditions of the five rules for json-rules-engine; a rule's priority is its place, and the first that holds ends the run.

import { Engine } from "json-rules-engine";

const [SINGLE, TOTAL, INTRODUCED, INTRODUCED_TOTAL] = [5_000_000, 6_000_000, 4_000_000, 5_000_000];
const [KEEP_SINGLE, KEEP_TOTAL] = [4_000_000, 5_000_000];

const atLeast = (fact, value) => ({ fact, operator: "greaterThanInclusive", value });

function engine(rules) {
  const made = new Engine([], { allowUndefinedFacts: false });
  rules.forEach(([type, conditions], place) => {
    made.addRule({ conditions, event: { type }, priority: rules.length - place, onSuccess: () => made.stop() });
  });
  return made;
}

const qualification = engine([
  ["single-purchase", { all: [atLeast("purchase", SINGLE)] }],
  ["twelve-month-total", { all: [atLeast("spend", TOTAL)] }],
  [
    "introduced-by-vip",
    { all: [atLeast("introducer", 1), { any: [atLeast("purchase", INTRODUCED), atLeast("spend", INTRODUCED_TOTAL)] }] },
  ],
]);
const maintenance = engine([
  ["keep-by-single-purchase", { all: [atLeast("largest", KEEP_SINGLE)] }],
  ["keep-by-year-total", { all: [atLeast("spend", KEEP_TOTAL)] }],
]);

/** The first qualification rule that holds for a purchase, or null. */
export async function qualify(purchase, spend, introducer) {
  const { events } = await qualification.run({ purchase, spend, introducer });
  return events.length ? events[0].type : null;
}

/** The first maintenance rule that holds at a review, or null. */
export async function keep(largest, spend) {
  const { events } = await maintenance.run({ largest, spend });
  return events.length ? events[0].type : null;
}
