// Decides the house of a JSON file again for each line on standard input, and answers with a line: seconds by the clock
// and on processors. The rows go to another file.

import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { decide, row } from "./host.mjs";

const house = JSON.parse(readFileSync(process.argv[2], "utf8"));

async function whole() {
  const [by, done] = [new Map(house.members), new Map()];
  const events = new Map(house.events);
  for (const name of [...new Set([...by.keys(), ...events.keys()])].sort()) {
    const chain = [];
    for (let one = name; one !== null && one !== undefined && !done.has(one); one = by.get(one)) chain.push(one);
    for (const one of chain.reverse()) done.set(one, await decide(events.get(one) ?? [], done.get(by.get(one)), house.as_of));
  }
  return [...done.keys()].sort().map((name) => row(name, done.get(name), house.as_of));
}

for await (const _ of createInterface({ input: process.stdin })) {
  const [began, spent] = [process.hrtime.bigint(), process.cpuUsage()];
  const rows = await whole();
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const { user, system } = process.cpuUsage(spent);
  writeFileSync(process.argv[3], JSON.stringify(rows));
  console.log(JSON.stringify([seconds, (user + system) / 1e6]));
}
