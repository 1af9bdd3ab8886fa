-- The hot statements that are the same on both databases; the others stand in a file of each.

-- name: claim
-- One claim, by its token.
SELECT {claim} FROM pull_claim WHERE token = %(token)s

-- name: last_claim
-- The claim on a lead that ended last, or began last: may its holder still settle late?
-- None if a team lead closed the lead since.
SELECT {claim} FROM pull_claim WHERE lead_id = %(lead)s AND NOT EXISTS (
  SELECT 1 FROM pull_closing n
  WHERE n.lead_id = %(lead)s AND n.at >= COALESCE(ended_at, started_at))
ORDER BY COALESCE(ended_at, started_at) DESC, token DESC LIMIT 1

-- name: last_closing
-- The last closing of a lead by a team lead: may it be undone?
SELECT lead_id, by_id, at, disposition, note, undo FROM pull_closing WHERE lead_id = %(lead)s
ORDER BY at DESC, id DESC LIMIT 1

-- name: saved_since
-- Has this agent settled a claim after a moment? Then an earlier settle can no longer be undone.
-- No claim begun before `begun` can be settled after it, so the index on the start bounds the search.
SELECT 1 FROM pull_claim
WHERE agent_id = %(agent)s AND started_at > %(begun)s AND "end" = 'settled' AND ended_at > %(moment)s
LIMIT 1

-- name: numbers
-- A lead's valid phones in order, each once for every try on it lately, and what the law asks about it.
-- A list is looked up by number, as is a consent: each by the index that begins with it.
-- A match key is one for all spellings: an Argentine mobile is called with and without its 9.
SELECT a.value, t.at, t.channel, t.outcome,
  EXISTS (SELECT 1 FROM leads_optout o WHERE o.kind = 'phone' AND o.value = a.match_key) AS opted_out,
  (SELECT min(l.name) FROM compliance_dncnumber n JOIN compliance_dnclist l ON l.id = n.of_id
     WHERE n.value = a.match_key AND l.current) AS listed,
  EXISTS (SELECT 1 FROM leads_consent c WHERE c.value = a.value AND c.kind = 'phone'
     AND c.withdrawn_at IS NULL) AS consent,
  (SELECT l.windows FROM pull_card k JOIN pull_lane l ON l.id = k.lane_id
     WHERE k.lead_id = a.lead_id) AS windows,
  (SELECT p.asked_at FROM leads_lead p WHERE p.id = a.lead_id) AS asked_at
FROM leads_address a
LEFT JOIN pull_attempt t ON t.at > %(since)s AND t.channel <> 'email' AND t.value IN (a.value, a.match_key,
  CASE substr(a.match_key, 1, 3) WHEN '+54' THEN '+549' || substr(a.match_key, 4) ELSE a.value END)
WHERE a.lead_id = {lead} AND a.kind = 'phone' AND a.valid
ORDER BY a.position, a.id, t.at

-- name: lane_at
-- One lane, by its id.
SELECT windows, half_life_hours, callback, skills, id, curve, piece FROM pull_lane WHERE id = %(id)s

-- name: seen_card
-- One card, for a page that changes nothing.
SELECT {card} FROM pull_card WHERE lead_id = %(lead)s

-- name: lane_like
-- The id of the lane that is just so.
SELECT id FROM pull_lane
WHERE windows = %(windows)s AND half_life_hours = %(half_life_hours)s AND callback = %(callback)s
  AND skills = %(skills)s AND curve = %(curve)s AND piece = %(piece)s
