-- The hot statements on SQLite. One writer at a time (BEGIN IMMEDIATE), so no row is ever locked
-- by somebody else: FOR UPDATE and SKIP LOCKED fall away. Lists travel as JSON; DISTINCT FROM is
-- written IS NOT.

-- name: claim_callback
-- Hold the agent's own callback that is due first.
UPDATE pull_card SET state = 'held', holder_id = %(agent)s, token = %(token)s, slot = %(slot)s,
    next_at = %(ends_at)s, owner_id = NULL, owner_at = NULL
WHERE lead_id = (
    SELECT c.lead_id FROM pull_card c
    WHERE c.owner_id = %(agent)s AND c.owner_at <= %(now)s AND c.state = 'scheduled'
      AND c.lane_id IN (SELECT value FROM json_each(%(lanes)s))
    ORDER BY c.due_at IS NULL, c.due_at, c.owner_at, c.lead_id LIMIT 1)
RETURNING {card}, ({worth})

-- name: claim_best
-- Compare the heads of the lanes offered, then hold the head of the best one. SQLite has no
-- LATERAL: the head's key is a scalar subquery instead.
WITH offer AS (
    SELECT l.value AS lane_id, o.value AS plus
    FROM json_each(%(lanes)s) AS l JOIN json_each(%(offsets)s) AS o ON o.key = l.key
), heads AS MATERIALIZED (
    SELECT lane_id, key, key + plus AS score FROM (
        SELECT offer.lane_id, offer.plus, (
            SELECT c.key FROM pull_card c
            WHERE c.lane_id = offer.lane_id AND c.state = 'ready'
              AND (c.excluded_agent_id IS NOT %(agent)s OR c.excluded_until <= %(now)s)
            ORDER BY c.key DESC, c.lead_id LIMIT 1) AS key
        FROM offer)
    WHERE key IS NOT NULL ORDER BY score DESC, lane_id LIMIT 20
)
UPDATE pull_card SET state = 'held', holder_id = %(agent)s, token = %(token)s, slot = %(slot)s,
    next_at = %(ends_at)s
WHERE lead_id = (
    SELECT c.lead_id FROM pull_card c
    WHERE c.lane_id = (SELECT lane_id FROM heads ORDER BY score DESC, lane_id LIMIT 1)
      AND c.state = 'ready'
      AND (c.excluded_agent_id IS NOT %(agent)s OR c.excluded_until <= %(now)s)
    ORDER BY c.key DESC, c.lead_id LIMIT 1)
RETURNING {card}, ({worth}), (SELECT json_group_array(json_array(lane_id, key)) FROM heads)

-- name: claim_exploration
-- Hold what a rule of the exploration or an experiment picks: the first {which} of each lane, then
-- the first of those.
-- Not where a callback past its grace is ready.
WITH heads AS (
    SELECT (
        SELECT c.lead_id FROM pull_card c
        WHERE c.lane_id = l.value AND c.state = 'ready' AND {which}
          AND (c.excluded_agent_id IS NOT %(agent)s OR c.excluded_until <= %(now)s)
        ORDER BY {order} LIMIT 1) AS lead_id
    FROM json_each(%(lanes)s) AS l
)
UPDATE pull_card SET state = 'held', holder_id = %(agent)s, token = %(token)s, slot = %(slot)s,
    next_at = %(ends_at)s
WHERE lead_id = (
    SELECT c.lead_id FROM pull_card c JOIN heads h ON h.lead_id = c.lead_id
    WHERE NOT EXISTS (
        SELECT 1 FROM pull_card p
        WHERE p.lane_id IN (SELECT value FROM json_each(%(callbacks)s)) AND p.state = 'ready')
    ORDER BY {order} LIMIT 1)
RETURNING {card}, ({worth})

-- name: visible
-- Asked when nothing was had: the lanes that have a card this agent may have, best head first; and
-- a row without a lane, when a card waits for its moment to be noticed (due, not yet taken back).
WITH offer AS (
    SELECT l.value AS lane_id, o.value AS plus
    FROM json_each(%(lanes)s) AS l JOIN json_each(%(offsets)s) AS o ON o.key = l.key
)
SELECT lane_id, score FROM (
    SELECT offer.lane_id, offer.plus + (
        SELECT c.key FROM pull_card c
        WHERE c.lane_id = offer.lane_id AND c.state = 'ready'
          AND (c.excluded_agent_id IS NOT %(agent)s OR c.excluded_until <= %(now)s)
        ORDER BY c.key DESC, c.lead_id LIMIT 1) AS score
    FROM offer)
WHERE score IS NOT NULL
UNION ALL
SELECT NULL, NULL WHERE EXISTS (
    SELECT 1 FROM pull_card c
    WHERE c.next_at <= %(now)s AND c.lane_id IN (SELECT lane_id FROM offer)
      AND (c.excluded_agent_id IS NOT %(agent)s OR c.excluded_until <= %(now)s))
  OR EXISTS (
    SELECT 1 FROM pull_card c
    WHERE c.owner_id = %(agent)s AND c.owner_at <= %(now)s
      AND c.lane_id IN (SELECT lane_id FROM offer))
ORDER BY score DESC NULLS LAST, lane_id

-- name: gate
-- All that a pull asks before it chooses. IS NOT NULL names the condition of the partial index:
-- without it SQLite reads every card.
SELECT
  (SELECT group_concat(s.skill_id, ' ') FROM team_personskill s
   WHERE s.person_id = %(agent)s AND (s.expires_at IS NULL OR s.expires_at > %(now)s)),
  EXISTS (SELECT 1 FROM pull_card c WHERE c.holder_id = %(agent)s AND c.state = 'held'),
  (SELECT min(c.owner_at) FROM pull_card c WHERE c.owner_id = %(agent)s) <= %(now)s,
  coalesce((SELECT min(c.next_at) FROM pull_card c WHERE c.next_at IS NOT NULL) <= %(now)s, 0)
    OR (SELECT min(c.rekey_at) FROM pull_card c
        WHERE c.rekey_at IS NOT NULL AND c.state <> 'parked') <= %(now)s,
  (SELECT p.stamp FROM compliance_rulepack p ORDER BY p.id DESC LIMIT 1),
  (SELECT json_group_array(json_array(d.name, d.country, d.as_of))
   FROM (SELECT * FROM compliance_dnclist WHERE current ORDER BY name) d),
  {windows},
  {lanes},
  (SELECT f.figures FROM pull_activerates f WHERE f.pool = 0),
  (SELECT f.version FROM pull_activerates f WHERE f.pool = 0),
  u.ready, u.agents, u.counted_at,
  (SELECT json_array(s.zone, json(s.week), k.zone, k.country, k.subdivision, json(k.closed), json(k.opened))
   FROM team_person p JOIN team_team t ON t.id = p.team_id
   JOIN team_shiftplan s ON s.to_at IS NULL AND (s.person_id = p.id OR s.team_id = p.team_id)
   LEFT JOIN team_calendar k
     ON k.id = coalesce(t.calendar_id, (SELECT o.id FROM team_calendar o WHERE o.is_default))
   WHERE p.id = %(agent)s ORDER BY s.person_id IS NULL LIMIT 1),
  (SELECT json_group_array(json_array(v.from_at, v.to_at)) FROM team_leave v
   WHERE v.person_id = %(agent)s AND v.to_at > %(now)s),
  CASE WHEN m.id IS NOT NULL THEN json_array(m.open_work, m.per_hour, m.per_day,
    (SELECT count(*) FROM pull_card c WHERE c.owner_id = %(agent)s AND c.state = 'scheduled'),
    json((SELECT json_group_array(q.started_at) FROM (SELECT started_at FROM pull_claim
       WHERE agent_id = %(agent)s AND started_at >= %(since)s AND ground = 'pull'
       AND pull_reason NOT IN ('own_callback', 'own_touch') ORDER BY started_at) q))) END,
  CASE WHEN n.every > 0 THEN json_array(n.every,
    (SELECT coalesce(sum((SELECT count(*) FROM (SELECT 1 FROM pull_card c WHERE c.lane_id = l.id
       AND c.state = 'ready' AND c.first_at IS NULL AND c.lead_id >= %(day_old)s LIMIT 200) AS f)), 0)
     FROM pull_lane l WHERE NOT l.callback),
    (SELECT count(*) FROM team_person h WHERE h.is_active AND h.presence IN ('available', 'claim')),
    json((SELECT json_group_array(r.fresh) FROM (SELECT q.round = 1 AND q.stage = '' AND q.was_due_at IS NULL AS fresh
       FROM pull_claim q WHERE q.agent_id = %(agent)s AND q.ground = 'pull'
       ORDER BY q.started_at DESC LIMIT 3) r))) END,
  (SELECT json_array(b.experiment_id, b.number, b.ordering, b.probability)
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
SELECT json_group_array(json_array(l.windows, printf('%%!.17g', l.half_life_hours), l.callback, l.skills, l.id, l.curve,
  l.piece)) FROM (SELECT * FROM pull_lane ORDER BY id) l

-- name: card
-- One card; nobody else writes until the end of this act.
SELECT {card} FROM pull_card WHERE lead_id = %(lead)s

-- name: held_by
-- The card in an agent's hand.
SELECT {card} FROM pull_card WHERE holder_id = %(agent)s AND state = 'held'
ORDER BY slot LIMIT 1

-- name: held_of
-- All that an agent holds.
SELECT {card} FROM pull_card WHERE holder_id = %(agent)s AND state = 'held' ORDER BY lead_id

-- name: of_agent
-- All that a leaving agent holds, owns or handed over.
SELECT {card} FROM pull_card
WHERE (state = 'held' AND holder_id = %(agent)s) OR owner_id = %(agent)s
  OR handed_over_by_id = %(agent)s
ORDER BY lead_id

-- name: due
-- What is due to come back, longest first.
SELECT {card} FROM pull_card WHERE next_at <= %(now)s ORDER BY next_at, lead_id LIMIT %(limit)s

-- name: aging
-- What has come to the next piece of its curve, longest first.
SELECT {card} FROM pull_card WHERE rekey_at <= %(now)s AND state <> 'parked'
ORDER BY rekey_at, lead_id LIMIT %(limit)s

-- name: card_of_token
-- The card of a claim's lead; nobody else writes until the end of this act.
SELECT {card} FROM pull_card
WHERE lead_id = (SELECT q.lead_id FROM pull_claim q WHERE q.token = %(token)s)

-- name: hand
-- An agent's row and the card of their claim. Nobody else writes until the end of this act.
SELECT NULL, {card} FROM (SELECT p.id AS person FROM team_person p WHERE p.id = %(agent)s)
LEFT JOIN pull_card ON lead_id = (SELECT q.lead_id FROM pull_claim q WHERE q.token = %(token)s)

-- name: settle_facts
-- All that a settle asks behind its card's lock: the claim, what was chosen, where the lead stands in
-- the order, the lanes that it may come to, what was tried in this claim, when nobody was reached
-- before, and the numbers that are good.
SELECT
  {q.claim}, d.code, d.label, d.kind, d.tried, d.reached, d.bad_number, d.opt_out, d.active, d.for_one, d.dated,
  l.source_id, l.value, l.asked_at, l.attributes,
  r.chance, r.value, r.half_life_hours, r.curve, r.needs_skills, r.boost, r.boosts, k.offsets, k.waits,
  (SELECT n.offsets FROM pull_nurtureplan n
   WHERE (n.source_id IS NULL OR n.source_id = l.source_id)
     AND (n.disposition_id IS NULL OR n.disposition_id =
       CASE WHEN d.kind = 'nurture' THEN d.code ELSE (SELECT c.stage FROM pull_card c WHERE c.lead_id = l.id) END)
   ORDER BY n.source_id IS NULL, n.disposition_id IS NULL, n.id LIMIT 1),
  h.chance,
  (SELECT f.figures FROM pull_activerates f WHERE f.pool = 0),
  (SELECT group_concat(s.code, ' ') FROM team_skill s WHERE s.code LIKE 'lang:%%'),
  (SELECT s.value FROM base_setting s WHERE s.name = 'always_own_words'),
  (SELECT p.zone FROM team_person p WHERE p.id = q.agent_id),
  (SELECT json_group_array(json_array(t.id, t.channel, t.value, t.at, t.outcome))
   FROM (SELECT * FROM pull_attempt WHERE claim_id = q.token ORDER BY at, id) t),
  (SELECT json_group_array(t.at)
   FROM (SELECT at FROM pull_attempt WHERE lead_id = l.id AND NOT reached ORDER BY at) t),
  (SELECT json_group_array(json_array(a.id, a.value))
   FROM (SELECT id, value FROM leads_address WHERE lead_id = l.id AND kind = 'phone' AND valid
         ORDER BY position, id) a),
  (SELECT json_group_array(json_array(n.windows, printf('%%!.17g', n.half_life_hours), n.callback,
   n.skills, n.id, n.curve, n.piece))
   FROM (SELECT * FROM pull_lane WHERE windows = (SELECT w.windows
     FROM pull_card c JOIN pull_lane w ON w.id = c.lane_id WHERE c.lead_id = l.id) ORDER BY id) n)
FROM pull_claim q
JOIN leads_lead l ON l.id = q.lead_id
LEFT JOIN pull_disposition d ON d.code = %(code)s
LEFT JOIN pull_route r ON r.source_id = l.source_id
LEFT JOIN pull_cadence k ON k.id = r.cadence_id
LEFT JOIN pull_leadscore h ON h.lead_id = l.id
WHERE q.token = %(token)s

-- name: worth
-- Value, chance and decay of a picked card's lead, for its receipt; read in the statement that picks.
SELECT json_array(l.asked_at, coalesce(nullif(l.value, 0), r.value), coalesce(h.chance, r.chance),
  r.half_life_hours, r.curve, h.version)
FROM leads_lead l LEFT JOIN pull_route r ON r.source_id = l.source_id
LEFT JOIN pull_leadscore h ON h.lead_id = l.id
WHERE l.id = pull_card.lead_id
