-- The hot statements on PostgreSQL. sqlite.sql has the same names; each difference is explained, and
-- what is the same on both stands in both.sql.

-- name: claim_callback
-- Hold the agent's own callback that is due first. `= (subquery)`, never IN: under a bad plan IN may
-- run the subquery more than once and take more rows than it returns.
UPDATE pull_card SET state = 'held', holder_id = %(agent)s, token = %(token)s, slot = %(slot)s,
    next_at = %(ends_at)s, owner_id = NULL, owner_at = NULL
WHERE lead_id = (
    SELECT c.lead_id FROM pull_card c
    WHERE c.owner_id = %(agent)s AND c.owner_at <= %(now)s AND c.state = 'scheduled'
      AND c.lane_id = ANY(%(lanes)s)
    ORDER BY c.due_at IS NULL, c.due_at, c.owner_at, c.lead_id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING {card}, ({worth})

-- name: claim_best
-- Compare the heads of the lanes offered, then hold the head of the best one. The heads are read
-- without a lock (a row lock inside the LATERAL would lock one card in every lane); the card that
-- is taken is locked with SKIP LOCKED, so that nobody waits for somebody else's pull. For the same
-- reason its numbers may be read here: between them and the lock there is no waiting.
WITH heads AS MATERIALIZED (
    SELECT o.lane_id, h.key, h.key + o.plus AS score
    FROM unnest(%(lanes)s::bigint[], %(offsets)s::float8[]) AS o(lane_id, plus)
    CROSS JOIN LATERAL (
        SELECT c.key FROM pull_card c
        WHERE c.lane_id = o.lane_id AND c.state = 'ready'
          AND (c.excluded_agent_id IS DISTINCT FROM %(agent)s OR c.excluded_until <= %(now)s)
        ORDER BY c.key DESC, c.lead_id LIMIT 1) AS h
    ORDER BY score DESC, o.lane_id LIMIT 20
), picked AS MATERIALIZED (
    SELECT c.lead_id FROM pull_card c
    WHERE c.lane_id = (SELECT lane_id FROM heads ORDER BY score DESC, lane_id LIMIT 1)
      AND c.state = 'ready'
      AND (c.excluded_agent_id IS DISTINCT FROM %(agent)s OR c.excluded_until <= %(now)s)
    ORDER BY c.key DESC, c.lead_id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE pull_card SET state = 'held', holder_id = %(agent)s, token = %(token)s, slot = %(slot)s,
    next_at = %(ends_at)s
WHERE lead_id = (SELECT lead_id FROM picked)
RETURNING {card}, ({worth}), (SELECT json_agg(json_build_array(lane_id, key)) FROM heads),
  (SELECT json_agg(n)::text FROM ({numbers}) AS n)

-- name: claim_exploration
-- Hold what a rule of the exploration or an experiment picks: the first {which} of each lane, then
-- the first of those.
-- Not where a callback past its grace is ready: it goes ahead of everything. The numbers are read as
-- by claim_best.
WITH heads AS MATERIALIZED (
    SELECT h.lead_id FROM unnest(%(lanes)s::bigint[]) AS o(lane_id)
    CROSS JOIN LATERAL (
        SELECT c.lead_id FROM pull_card c
        WHERE c.lane_id = o.lane_id AND c.state = 'ready' AND {which}
          AND (c.excluded_agent_id IS DISTINCT FROM %(agent)s OR c.excluded_until <= %(now)s)
        ORDER BY {order} LIMIT 1) AS h
), picked AS MATERIALIZED (
    SELECT c.lead_id FROM pull_card c JOIN heads h ON h.lead_id = c.lead_id
    WHERE c.state = 'ready' AND NOT EXISTS (
        SELECT 1 FROM unnest(%(callbacks)s::bigint[]) AS o(lane_id) CROSS JOIN LATERAL (
            SELECT 1 FROM pull_card p
            WHERE p.lane_id = o.lane_id AND p.state = 'ready'
            ORDER BY p.key DESC, p.lead_id LIMIT 1) AS waits)
    ORDER BY {order} LIMIT 1 FOR NO KEY UPDATE OF c SKIP LOCKED
)
UPDATE pull_card SET state = 'held', holder_id = %(agent)s, token = %(token)s, slot = %(slot)s,
    next_at = %(ends_at)s
WHERE lead_id = (SELECT lead_id FROM picked)
RETURNING {card}, ({worth}), (SELECT json_agg(n)::text FROM ({numbers}) AS n)

-- name: visible
-- Asked when nothing was had: the lanes that have a card this agent may have, best head first, though
-- others' open acts may hold it; and a row without a lane, when a card waits for its moment to be
-- noticed (due, not yet taken back) or is the agent's own callback. One statement, for between two a
-- card could pass from due to ready and be seen by neither.
SELECT o.lane_id, h.key + o.plus AS score
FROM unnest(%(lanes)s::bigint[], %(offsets)s::float8[]) AS o(lane_id, plus)
CROSS JOIN LATERAL (
    SELECT c.key FROM pull_card c
    WHERE c.lane_id = o.lane_id AND c.state = 'ready'
      AND (c.excluded_agent_id IS DISTINCT FROM %(agent)s OR c.excluded_until <= %(now)s)
    ORDER BY c.key DESC, c.lead_id LIMIT 1) AS h
UNION ALL
SELECT NULL, NULL WHERE EXISTS (
    SELECT 1 FROM pull_card c
    WHERE c.next_at <= %(now)s AND c.lane_id = ANY(%(lanes)s)
      AND (c.excluded_agent_id IS DISTINCT FROM %(agent)s OR c.excluded_until <= %(now)s))
  OR EXISTS (
    SELECT 1 FROM pull_card c
    WHERE c.owner_id = %(agent)s AND c.owner_at <= %(now)s AND c.lane_id = ANY(%(lanes)s))
ORDER BY score DESC NULLS LAST, lane_id

-- name: gate
-- All that a pull asks before it chooses, behind its agent's lock. Of the windows and lanes, which
-- seldom change, only the stamps. The least moment of an index,
-- never EXISTS (… <= now): a prepared plan does not know which moment, takes a third of the cards for
-- due, and reads them all.
SELECT
  (SELECT string_agg(s.skill_id, ' ') FROM team_personskill s
   WHERE s.person_id = %(agent)s AND (s.expires_at IS NULL OR s.expires_at > %(now)s)),
  EXISTS (SELECT 1 FROM pull_card c WHERE c.holder_id = %(agent)s AND c.state = 'held'),
  (SELECT min(c.owner_at) FROM pull_card c WHERE c.owner_id = %(agent)s) <= %(now)s,
  least((SELECT min(c.next_at) FROM pull_card c),
    (SELECT min(c.rekey_at) FROM pull_card c WHERE c.state <> 'parked')) <= %(now)s,
  (SELECT p.stamp FROM compliance_rulepack p ORDER BY p.id DESC LIMIT 1),
  (SELECT json_agg(json_build_array(d.name, d.country, d.as_of) ORDER BY d.name)::text
   FROM compliance_dnclist d WHERE d.current),
  {windows},
  {lanes},
  (SELECT f.figures FROM pull_activerates f WHERE f.pool = 0),
  (SELECT f.version FROM pull_activerates f WHERE f.pool = 0),
  u.ready, u.agents, u.counted_at,
  (SELECT json_build_array(s.zone, s.week, k.zone, k.country, k.subdivision, k.closed, k.opened)::text
   FROM team_person p JOIN team_team t ON t.id = p.team_id
   JOIN team_shiftplan s ON s.to_at IS NULL AND (s.person_id = p.id OR s.team_id = p.team_id)
   LEFT JOIN team_calendar k
     ON k.id = coalesce(t.calendar_id, (SELECT o.id FROM team_calendar o WHERE o.is_default))
   WHERE p.id = %(agent)s ORDER BY s.person_id IS NULL LIMIT 1),
  (SELECT json_agg(json_build_array(v.from_at, v.to_at))::text FROM team_leave v
   WHERE v.person_id = %(agent)s AND v.to_at > %(now)s),
  CASE WHEN m.id IS NOT NULL THEN json_build_array(m.open_work, m.per_hour, m.per_day,
    (SELECT count(*) FROM pull_card c WHERE c.owner_id = %(agent)s AND c.state = 'scheduled'),
    (SELECT json_agg(q.started_at ORDER BY q.started_at) FROM pull_claim q WHERE q.agent_id = %(agent)s
       AND q.started_at >= %(since)s AND q.ground = 'pull' AND q.pull_reason NOT IN ('own_callback', 'own_touch')))::text END,
  CASE WHEN n.every > 0 THEN json_build_array(n.every,
    (SELECT coalesce(sum((SELECT count(*) FROM (SELECT 1 FROM pull_card c WHERE c.lane_id = l.id
       AND c.state = 'ready' AND c.first_at IS NULL AND c.lead_id >= %(day_old)s::uuid LIMIT 200) AS f)), 0)
     FROM pull_lane l WHERE NOT l.callback),
    (SELECT count(*) FROM team_person h WHERE h.is_active AND h.presence IN ('available', 'claim')),
    (SELECT json_agg(r.fresh) FROM (SELECT q.round = 1 AND q.stage = '' AND q.was_due_at IS NULL AS fresh
       FROM pull_claim q WHERE q.agent_id = %(agent)s AND q.ground = 'pull'
       ORDER BY q.started_at DESC LIMIT 3) r))::text END,
  (SELECT json_build_array(b.experiment_id, b.number, b.ordering, b.probability)::text
   FROM team_person p JOIN pull_experiment e ON e.team_id = p.team_id AND e.state = 'running'
   JOIN pull_experimentblock b ON b.experiment_id = e.id AND b.starts_at <= %(now)s AND b.ends_at > %(now)s
   WHERE p.id = %(agent)s LIMIT 1),
  EXISTS (SELECT 1 FROM pull_scriptcomparison x WHERE x.state = 'running' AND x.draws_until > %(now)s)
FROM (SELECT 1 AS n) AS one LEFT JOIN pull_waitestimate u ON u.pool = 0
LEFT JOIN (SELECT w.* FROM team_person p JOIN team_worklimit w ON w.person_id = p.id OR w.team_id = p.team_id
  WHERE p.id = %(agent)s ORDER BY w.person_id IS NULL LIMIT 1) AS m ON 1 = 1
LEFT JOIN team_standing n ON n.person_id = %(agent)s AND n.computed_at > %(published)s AND n.first_at < %(trial)s

-- name: lanes
-- Every lane there is: a few hundred at most, and they never change.
SELECT json_agg(json_build_array(l.windows, l.half_life_hours, l.callback, l.skills, l.id, l.curve,
  l.piece) ORDER BY l.id)::text FROM pull_lane l

-- name: card
-- One card, locked against other acts until the end of this one.
SELECT {card} FROM pull_card WHERE lead_id = %(lead)s FOR NO KEY UPDATE

-- name: lock_cards
-- Lock all cards that an act will change, in the order of their ids: named leads, and all that these
-- agents hold. Their rows are locked already, so no card is added to their hands meanwhile.
SELECT lead_id FROM pull_card
WHERE lead_id = ANY(%(leads)s::uuid[]) OR (state = 'held' AND holder_id = ANY(%(agents)s::bigint[]))
ORDER BY lead_id FOR NO KEY UPDATE

-- name: held_by
-- The card in an agent's hand, locked. The agent's own row is locked already.
SELECT {card} FROM pull_card WHERE holder_id = %(agent)s AND state = 'held'
ORDER BY slot LIMIT 1 FOR NO KEY UPDATE

-- name: held_of
-- All that an agent holds, locked in one order.
SELECT {card} FROM pull_card WHERE holder_id = %(agent)s AND state = 'held'
ORDER BY lead_id FOR NO KEY UPDATE

-- name: of_agent
-- All that a leaving agent holds, owns or handed over, locked in one order by one statement.
SELECT {card} FROM pull_card
WHERE (state = 'held' AND holder_id = %(agent)s) OR owner_id = %(agent)s
  OR handed_over_by_id = %(agent)s
ORDER BY lead_id FOR NO KEY UPDATE

-- name: due
-- What is due to come back, longest first. SKIP LOCKED: another act is moving those already.
SELECT {card} FROM pull_card WHERE next_at <= %(now)s
ORDER BY next_at, lead_id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED

-- name: aging
-- What has come to the next piece of its curve, longest first.
SELECT {card} FROM pull_card WHERE rekey_at <= %(now)s AND state <> 'parked'
ORDER BY rekey_at, lead_id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED

-- name: card_of_token
-- The card of a claim's lead, locked against other acts until the end of this one.
SELECT {card} FROM pull_card
WHERE lead_id = (SELECT q.lead_id FROM pull_claim q WHERE q.token = %(token)s) FOR NO KEY UPDATE

-- name: hand
-- An agent's row, then the card of their claim and all that they hold, in the order of the ids; and
-- the moment when all were had. A settle may resume an interrupted claim, which is a second card.
WITH me AS MATERIALIZED (
    SELECT p.id AS person FROM team_person p WHERE p.id = %(agent)s FOR NO KEY UPDATE
), named AS MATERIALIZED (
    SELECT q.lead_id AS lead FROM pull_claim q WHERE q.token = %(token)s
), cards AS MATERIALIZED (
    SELECT {card} FROM pull_card
    WHERE lead_id IN (
        SELECT lead FROM named CROSS JOIN me
        UNION
        SELECT c.lead_id FROM me JOIN pull_card c ON c.holder_id = me.person AND c.state = 'held')
    ORDER BY lead_id FOR NO KEY UPDATE OF pull_card
)
SELECT {clock}, {card} FROM me CROSS JOIN (SELECT count(*) FROM cards) AS locked
LEFT JOIN cards ON lead_id = (SELECT lead FROM named)

-- name: settle_facts
-- All that a settle asks behind its card's lock: the claim, what was chosen, where the lead stands in
-- the order, the lanes that it may come to, what was tried in this claim, when nobody was reached
-- before, and the numbers that are good.
SELECT
  {q.claim}, d.code, d.label, d.kind, d.tried, d.reached, d.bad_number, d.opt_out, d.active, d.for_one, d.dated,
  l.source_id, l.value, l.asked_at, l.attributes,
  r.chance, r.value, r.half_life_hours, r.curve, r.needs_skills, r.boost, r.boosts::text, k.offsets, k.waits,
  (SELECT n.offsets FROM pull_nurtureplan n
   WHERE (n.source_id IS NULL OR n.source_id = l.source_id)
     AND (n.disposition_id IS NULL OR n.disposition_id =
       CASE WHEN d.kind = 'nurture' THEN d.code ELSE (SELECT c.stage FROM pull_card c WHERE c.lead_id = l.id) END)
   ORDER BY n.source_id IS NULL, n.disposition_id IS NULL, n.id LIMIT 1),
  h.chance,
  (SELECT f.figures FROM pull_activerates f WHERE f.pool = 0),
  (SELECT string_agg(s.code, ' ') FROM team_skill s WHERE s.code LIKE 'lang:%%'),
  (SELECT s.value::text FROM base_setting s WHERE s.name = 'always_own_words'),
  (SELECT p.zone FROM team_person p WHERE p.id = q.agent_id),
  (SELECT json_agg(json_build_array(t.id, t.channel, t.value, t.at, t.outcome) ORDER BY t.at, t.id)
   ::text FROM pull_attempt t WHERE t.claim_id = q.token),
  (SELECT json_agg(t.at ORDER BY t.at)::text FROM pull_attempt t
   WHERE t.lead_id = l.id AND NOT t.reached),
  (SELECT json_agg(json_build_array(a.id, a.value) ORDER BY a.position, a.id)::text
   FROM leads_address a WHERE a.lead_id = l.id AND a.kind = 'phone' AND a.valid),
  (SELECT json_agg(json_build_array(n.windows, n.half_life_hours, n.callback, n.skills, n.id, n.curve,
   n.piece) ORDER BY n.id)::text FROM pull_lane n WHERE n.windows = (SELECT w.windows
     FROM pull_card c JOIN pull_lane w ON w.id = c.lane_id WHERE c.lead_id = l.id))
FROM pull_claim q
JOIN leads_lead l ON l.id = q.lead_id
LEFT JOIN pull_disposition d ON d.code = %(code)s
LEFT JOIN pull_route r ON r.source_id = l.source_id
LEFT JOIN pull_cadence k ON k.id = r.cadence_id
LEFT JOIN pull_leadscore h ON h.lead_id = l.id
WHERE q.token = %(token)s

-- name: worth
-- Value, chance and decay of a picked card's lead, for its receipt; read in the statement that picks.
SELECT json_build_array(l.asked_at, coalesce(nullif(l.value, 0), r.value), coalesce(h.chance, r.chance),
  r.half_life_hours, r.curve, h.version)
FROM leads_lead l LEFT JOIN pull_route r ON r.source_id = l.source_id
LEFT JOIN pull_leadscore h ON h.lead_id = l.id
WHERE l.id = pull_card.lead_id
