-- The jewelry policy of the scheme page in SQL, exact. Sections are run by duckdb_policy.py.
-- A timeline (tid) is a member's own history, or the history up to one return without anything returned
-- so far, by which that return is judged. Qualification of a purchase does not depend on the tier held, so
-- tiers follow in rounds: the first purchase that admits, the first review that fails or return that
-- withdraws, the next purchase that admits. Introducers come before those whom they introduced.

-- name: read
CREATE TEMP TABLE sold AS
SELECT member_id, purchase_id AS pid, any_value("at") AS moment, any_value("at")::DATE AS day,
       sum(fen) AS paid, sum(fen) FILTER (category IS DISTINCT FROM 'gold') AS eligible,
       bool_or(category IS NULL) AS unnamed, bool_and(category = 'gold') AS all_gold
FROM (SELECT *, (amount * 100)::BIGINT AS fen FROM read_parquet(getvariable('purchases')))
WHERE "returns" IS NULL AND group_id IS NULL AND "at"::DATE <= getvariable('as_of')
GROUP BY member_id, purchase_id;

CREATE TEMP TABLE back AS
SELECT r.member_id, r.purchase_id AS rid, r."at" AS moment, r."at"::DATE AS day, s.pid, s.moment AS sold_at, s.day AS sold_on,
       sum((r.amount * 100)::BIGINT) AS fen,
       sum(CASE WHEN coalesce(r.category, CASE WHEN s.all_gold THEN 'gold' ELSE '' END) = 'gold' THEN 0 ELSE (r.amount * 100)::BIGINT END) AS eligible
FROM read_parquet(getvariable('purchases')) r JOIN sold s ON s.pid = r."returns"
WHERE r."at"::DATE <= getvariable('as_of')
GROUP BY ALL;

-- name: totals
-- The total of the twelve months up to each purchase: all so far less what lies before the window.
CREATE TEMP TABLE bought AS
SELECT *, coalesce(sum(paid) OVER so_far, 0) - coalesce(sum(paid) OVER before, 0) AS total, row_number() OVER so_far AS seq
FROM sold
WINDOW so_far AS (PARTITION BY member_id ORDER BY moment, pid ROWS UNBOUNDED PRECEDING),
       before AS (PARTITION BY member_id ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 12 MONTHS PRECEDING);

-- Only these members can ever hold more than the first tier: what was returned makes totals smaller.
CREATE TEMP TABLE active AS SELECT DISTINCT member_id FROM bought WHERE paid >= 4000000 OR total >= 5000000;

CREATE TEMP TABLE returned AS SELECT b.* FROM back b SEMI JOIN active USING (member_id);

-- name: timelines
CREATE TEMP TABLE event AS
SELECT b.member_id AS tid, b.member_id, b.seq, b.day, b.moment, b.pid, b.paid AS net,
       b.total - coalesce((SELECT sum(r.fen) FROM returned r WHERE r.member_id = b.member_id AND (r.moment, r.rid) < (b.moment, b.pid)
                           AND r.sold_on > b.day - INTERVAL 12 MONTHS), 0) AS total
FROM bought b SEMI JOIN active USING (member_id);

CREATE TEMP TABLE judged AS SELECT DISTINCT member_id, rid, moment, day, member_id || chr(1) || rid AS tid FROM returned;

CREATE TEMP TABLE virtual AS
SELECT j.tid, b.member_id, b.seq, b.day, b.moment, b.pid,
       b.paid - coalesce(sum(r.fen), 0) AS net
FROM judged j JOIN bought b ON b.member_id = j.member_id AND (b.moment, b.pid) <= (j.moment, j.rid)
LEFT JOIN returned r ON r.member_id = b.member_id AND r.pid = b.pid AND (r.moment, r.rid) <= (j.moment, j.rid)
GROUP BY j.tid, b.member_id, b.seq, b.day, b.moment, b.pid, b.paid;

INSERT INTO event
SELECT tid, member_id, seq, day, moment, pid, net,
       (coalesce(sum(net) OVER so_far, 0) - coalesce(sum(net) OVER before, 0)) AS total
FROM virtual
WINDOW so_far AS (PARTITION BY tid ORDER BY moment, pid ROWS UNBOUNDED PRECEDING),
       before AS (PARTITION BY tid ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 12 MONTHS PRECEDING);

CREATE TEMP TABLE introduction AS
WITH RECURSIVE chain(member_id, depth) AS (
  SELECT member_id, 0 FROM read_parquet(getvariable('members')) m
  WHERE referred_by IS NULL OR referred_by NOT IN (SELECT member_id FROM active)
  UNION ALL
  SELECT m.member_id, chain.depth + 1 FROM chain JOIN read_parquet(getvariable('members')) m ON m.referred_by = chain.member_id
  WHERE chain.member_id IN (SELECT member_id FROM active))
SELECT member_id, referred_by, depth FROM chain JOIN read_parquet(getvariable('members')) USING (member_id) SEMI JOIN active USING (member_id);

CREATE TEMP TABLE episode (tid VARCHAR, member_id VARCHAR, number INTEGER, seq BIGINT, day DATE, moment TIMESTAMP, pid VARCHAR, rule VARCHAR,
  kept BIGINT, keeper VARCHAR, ending VARCHAR, end_day DATE, end_at TIMESTAMP, end_id VARCHAR);

-- name: level
-- The purchases of one depth of introductions that admit, own timelines or virtual ones.
CREATE OR REPLACE TEMP TABLE admits AS
SELECT tid, e.member_id, seq, day, moment, pid, net, CASE
    WHEN net >= 5000000 THEN 'single-purchase'
    WHEN total >= 6000000 THEN 'twelve-month-total'
    WHEN i.referred_by IS DISTINCT FROM e.member_id AND EXISTS (
      SELECT 1 FROM episode x WHERE x.tid = i.referred_by AND (x.moment, x.pid) < (e.moment, e.pid)
      AND (x.ending IS NULL OR (x.ending = 'lapse' AND x.end_day > e.day) OR (x.ending = 'return' AND (x.end_at, x.end_id) > (e.moment, e.pid))))
    THEN 'introduced-by-vip' END AS rule
FROM event e JOIN introduction i ON i.member_id = e.member_id
WHERE i.depth = getvariable('depth') AND (e.tid <> e.member_id) = getvariable('virtual') AND net > 0 AND (net >= 4000000 OR total >= 5000000);
DELETE FROM admits WHERE rule IS NULL;
CREATE OR REPLACE TEMP TABLE free AS
SELECT DISTINCT tid, member_id, DATE '1900-01-01' AS since, TIMESTAMP '1900-01-01' AS moment, '' AS id FROM admits;

-- name: round
CREATE OR REPLACE TEMP TABLE gain AS
SELECT a.tid, a.member_id, arg_min(a.seq, a.seq) AS seq, arg_min(a.day, a.seq) AS day, arg_min(a.moment, a.seq) AS moment, arg_min(a.pid, a.seq) AS pid, arg_min(a.rule, a.seq) AS rule
FROM admits a JOIN free f USING (tid) WHERE a.day >= f.since AND (a.moment, a.pid) > (f.moment, f.id) GROUP BY a.tid, a.member_id;

CREATE OR REPLACE TEMP TABLE review AS
WITH due AS (
  SELECT g.tid, g.member_id, g.seq, n, (g.day + to_months(12 * n::INTEGER))::DATE AS day
  FROM gain g LEFT JOIN judged j USING (tid), generate_series(1, 60) AS t(n)
  WHERE (g.day + to_months(12 * n::INTEGER))::DATE <= coalesce(j.day, getvariable('as_of')))
SELECT d.tid, d.n, d.day, coalesce(max(net), 0) AS largest, coalesce(sum(net), 0) AS total FROM (
  SELECT d.*, e.net - coalesce((SELECT sum(r.fen) FROM returned r WHERE r.pid = e.pid AND r.day < d.day AND NOT getvariable('virtual')), 0) AS net
  FROM due d LEFT JOIN event e ON e.tid = d.tid AND e.seq > d.seq AND e.day < d.day AND e.day > (d.day - INTERVAL 1 DAY) - INTERVAL 12 MONTHS) d
GROUP BY d.tid, d.n, d.day;

CREATE OR REPLACE TEMP TABLE lapse AS
SELECT tid, min(n) AS n, min(day) AS day FROM review WHERE largest < 4000000 AND total < 5000000 GROUP BY tid;

CREATE OR REPLACE TEMP TABLE withdrawal AS
SELECT g.tid, arg_min(j.day, (j.moment, j.rid)) AS day, min(j.moment) AS moment, arg_min(j.rid, (j.moment, j.rid)) AS rid
FROM gain g JOIN judged j ON j.member_id = g.member_id AND (j.moment, j.rid) > (g.moment, g.pid) LEFT JOIN lapse l ON l.tid = g.tid
WHERE NOT getvariable('virtual') AND (l.day IS NULL OR j.day < l.day)
  AND NOT EXISTS (SELECT 1 FROM episode x WHERE x.tid = j.tid AND x.ending IS NULL)
GROUP BY g.tid;

INSERT INTO episode
SELECT g.tid, g.member_id, getvariable('number'), g.seq, g.day, g.moment, g.pid, g.rule,
       coalesce(k.n, 0), k.keeper,
       CASE WHEN w.tid IS NOT NULL THEN 'return' WHEN l.tid IS NOT NULL THEN 'lapse' END, coalesce(w.day, l.day), w.moment, w.rid
FROM gain g LEFT JOIN lapse l USING (tid) LEFT JOIN withdrawal w USING (tid)
LEFT JOIN LATERAL (SELECT max(v.n) AS n, arg_max(CASE WHEN v.largest >= 4000000 THEN 'keep-by-single-purchase' ELSE 'keep-by-year-total' END, v.n) AS keeper
                   FROM review v WHERE v.tid = g.tid AND (l.n IS NULL OR v.n < l.n) AND (w.day IS NULL OR v.day <= w.day)) k ON true;

CREATE OR REPLACE TEMP TABLE free AS
SELECT tid, member_id, end_day AS since, coalesce(end_at, TIMESTAMP '1900-01-01') AS moment, coalesce(end_id, '') AS id
FROM episode WHERE number = getvariable('number') AND ending IS NOT NULL AND tid IN (SELECT tid FROM gain);

-- name: lots
CREATE TEMP TABLE lot AS
SELECT b.member_id, b.pid, b.moment, b.day, (b.day + INTERVAL 12 MONTHS)::DATE AS year_on, x.tid IS NOT NULL AS vip, b.eligible,
       coalesce(b.eligible, 0) // CASE WHEN x.tid IS NOT NULL THEN 1000 ELSE 1200 END AS made
FROM bought b LEFT JOIN (SELECT * FROM episode WHERE tid = member_id) x ON x.tid = b.member_id AND (x.moment, x.pid) < (b.moment, b.pid)
  AND (x.ending IS NULL OR (x.ending = 'lapse' AND x.end_day > b.day) OR (x.ending = 'return' AND (x.end_at, x.end_id) > (b.moment, b.pid)));

-- What returns have taken from each lot, in all, after each of them.
CREATE TEMP TABLE excess AS
SELECT l.pid, r.moment, r.rid, r.day,
       l.made - (l.eligible - sum(r.eligible) OVER (PARTITION BY l.pid ORDER BY r.moment, r.rid)) // CASE WHEN l.vip THEN 1000 ELSE 1200 END AS taken
FROM lot l JOIN back r USING (pid) WHERE l.made > 0;

-- The spans of time that a lot lies in the balance; after a return it may wait and be released again.
CREATE TEMP TABLE span (pid VARCHAR, member_id VARCHAR, made BIGINT, lapses DATE, from_day DATE, from_at TIMESTAMP, from_id VARCHAR,
  expires DATE, back_day DATE, back_at TIMESTAMP, back_id VARCHAR, number INTEGER);
INSERT INTO span SELECT pid, member_id, made, NULL, day, moment, pid, year_on, NULL, NULL, NULL, -1 FROM lot WHERE vip;
CREATE TEMP TABLE waiting AS
SELECT pid, member_id, made, year_on AS lapses, moment, pid AS id FROM lot SEMI JOIN active USING (member_id) WHERE NOT vip AND made > 0;

-- name: release
CREATE OR REPLACE TEMP TABLE released AS
SELECT w.pid, w.member_id, w.made, w.lapses, min(x.day) AS day, min(x.moment) AS moment, arg_min(x.pid, (x.moment, x.pid)) AS id
FROM waiting w JOIN episode x ON x.tid = w.member_id AND (x.moment, x.pid) >= (w.moment, w.id) AND x.day < w.lapses
GROUP BY w.pid, w.member_id, w.made, w.lapses;
INSERT INTO span
SELECT r.pid, r.member_id, r.made, r.lapses, r.day, r.moment, r.id, (r.day + INTERVAL 12 MONTHS)::DATE,
       min(x.end_day), min(x.end_at), arg_min(x.end_id, (x.end_at, x.end_id)), getvariable('number')
FROM released r LEFT JOIN episode x ON x.tid = r.member_id AND x.ending = 'return' AND (x.end_at, x.end_id) > (r.moment, r.id)
  AND x.end_day < (r.day + INTERVAL 12 MONTHS)::DATE
GROUP BY r.pid, r.member_id, r.made, r.lapses, r.day, r.moment, r.id;
CREATE OR REPLACE TEMP TABLE waiting AS
SELECT pid, member_id, made, lapses, back_at AS moment, back_id AS id FROM span
WHERE number = getvariable('number') AND back_day IS NOT NULL AND lapses > back_day;

-- name: points
CREATE TEMP TABLE balance AS
SELECT s.member_id, sum(s.made - s.before) AS earned, sum(CASE WHEN s.back_day IS NULL AND s.expires <= getvariable('as_of') THEN s.made - s.at_end ELSE 0 END) AS expired,
       sum(s.at_end - s.before + CASE WHEN s.back_day IS NOT NULL THEN s.made - s.at_end ELSE 0 END) AS taken_back
FROM (
  SELECT s.*, coalesce(max(e.taken) FILTER ((e.moment, e.rid) < (s.from_at, s.from_id)), 0) AS before,
         coalesce(max(e.taken) FILTER (e.day < s.expires AND (s.back_at IS NULL OR (e.moment, e.rid) <= (s.back_at, s.back_id))), 0) AS at_end
  FROM span s LEFT JOIN excess e USING (pid) GROUP BY ALL) s
GROUP BY s.member_id;

CREATE TEMP TABLE pending AS
SELECT l.member_id, sum(l.made - coalesce(e.taken, 0)) AS points
FROM (SELECT * FROM lot WHERE NOT vip AND year_on > getvariable('as_of') AND made > 0) l
LEFT JOIN (SELECT pid, max(taken) AS taken FROM excess GROUP BY pid) e USING (pid)
LEFT JOIN (SELECT pid, arg_max(back_day, number) AS back_day, arg_max(back_day IS NULL, number) AS kept FROM span WHERE number >= 0 GROUP BY pid) s USING (pid)
WHERE s.pid IS NULL OR NOT s.kept
GROUP BY l.member_id;

-- name: result
WITH spend AS (
  SELECT member_id, sum(fen) AS fen FROM (
    SELECT member_id, paid AS fen FROM bought WHERE day > getvariable('as_of')::DATE - INTERVAL 12 MONTHS
    UNION ALL SELECT member_id, -fen FROM back WHERE sold_on > getvariable('as_of')::DATE - INTERVAL 12 MONTHS)
  GROUP BY member_id),
present AS (SELECT * FROM episode WHERE tid = member_id QUALIFY row_number() OVER (PARTITION BY tid ORDER BY number DESC) = 1),
everyone AS (
  SELECT member_id FROM read_parquet(getvariable('members'))
  UNION SELECT member_id FROM read_parquet(getvariable('purchases')) WHERE "at"::DATE <= getvariable('as_of'))
SELECT m.member_id, CASE WHEN p.tid IS NOT NULL AND p.ending IS NULL THEN 'vip' ELSE 'guest' END AS tier,
       date_diff('day', DATE '1970-01-01', CASE WHEN p.ending IS NULL THEN p.day ELSE p.end_day END)::INTEGER AS since,
       date_diff('day', DATE '1970-01-01', CASE WHEN p.tid IS NOT NULL AND p.ending IS NULL THEN (p.day + to_months(12 * (p.kept + 1)::INTEGER))::DATE END)::INTEGER AS review_on,
       CASE WHEN p.ending IS NULL THEN coalesce(p.keeper, p.rule) ELSE p.ending END AS reason,
       (coalesce(b.earned, 0) - coalesce(b.expired, 0) - coalesce(b.taken_back, 0))::BIGINT AS points, coalesce(w.points, 0)::BIGINT AS points_pending,
       coalesce(b.earned, 0)::BIGINT AS points_earned, coalesce(b.expired, 0)::BIGINT AS points_expired,
       coalesce(b.taken_back, 0)::BIGINT AS points_taken_back, 0::BIGINT AS points_spent, coalesce(s.fen, 0)::BIGINT AS spend_12m
FROM everyone m LEFT JOIN present p ON p.tid = m.member_id LEFT JOIN balance b ON b.member_id = m.member_id
LEFT JOIN pending w ON w.member_id = m.member_id LEFT JOIN spend s ON s.member_id = m.member_id
ORDER BY m.member_id
