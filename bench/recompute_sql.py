"""The statements of bench/recompute.py: plain SQL over the journal and the rows of facts."""

from __future__ import annotations

# The last outcome of each settle that was not undone, with the moment at which its claim began.
SETTLED = """
WITH ends AS (
  SELECT j.lead_id, j.actor_id, j.at, j.kind, j.data ->> 'as' AS code,
    (SELECT max(m.at) FROM base_journal m
     WHERE m.lead_id = j.lead_id AND m.actor_id = j.actor_id AND m.at <= j.at
       AND m.kind IN ('claim.made', 'claim.taken')) AS began
  FROM base_journal j
  WHERE j.kind = 'claim.settled' AND j.at >= {since} AND j.at < {until}
    AND NOT EXISTS (
      SELECT 1 FROM base_journal u
      WHERE u.kind = 'claim.undone' AND u.lead_id = j.lead_id AND u.actor_id = j.actor_id
        AND u.at > j.at AND NOT EXISTS (
          SELECT 1 FROM base_journal n
          WHERE n.kind = 'claim.settled' AND n.lead_id = j.lead_id
            AND n.actor_id = j.actor_id AND n.at > j.at AND n.at < u.at))
), work AS (
  SELECT e.actor_id AS person, e.lead_id, e.at, e.began, {e.at - e.began} AS seconds,
    d.tried, d.reached
  FROM ends e JOIN pull_disposition d ON d.code = coalesce(
    (SELECT c.data ->> 'as' FROM base_journal c
     WHERE c.kind = 'claim.corrected' AND c.lead_id = e.lead_id AND c.at > e.at
     ORDER BY c.at DESC LIMIT 1), e.code)
)
"""
TEMPO = (
    SETTLED
    + """, ranked AS (
  SELECT person, seconds, reached,
    row_number() OVER (PARTITION BY person ORDER BY seconds) AS place,
    count(*) OVER (PARTITION BY person) AS n
  FROM work
)
SELECT person, max(n), sum(CASE WHEN reached THEN 1 ELSE 0 END), avg(seconds),
  min(CASE WHEN 2 * place >= n THEN seconds END),
  min(CASE WHEN 10 * place >= 9 * n THEN seconds END)
FROM ranked GROUP BY person
"""
)
ENDED = """
SELECT coalesce(j.actor_id, (SELECT m.actor_id FROM base_journal m
    WHERE m.lead_id = j.lead_id AND m.at < j.at AND m.kind IN ('claim.made', 'claim.taken')
    ORDER BY m.at DESC LIMIT 1)) AS person,
  sum(CASE WHEN j.kind = 'claim.released' THEN 1 ELSE 0 END),
  sum(CASE WHEN j.kind = 'claim.ended' THEN 1 ELSE 0 END)
FROM base_journal j
WHERE j.kind IN ('claim.released', 'claim.ended') AND j.at >= {since} AND j.at < {until}
GROUP BY 1
"""
ATTEMPTS = (
    SETTLED.replace("j.at >= {since} AND j.at < {until}", "j.at >= {since}")
    + """
SELECT a.agent_id, count(*), sum(CASE WHEN a.reached THEN 1 ELSE 0 END)
FROM pull_attempt a
WHERE a.at >= {since} AND a.at < {until} AND a.outcome <> 'undone' AND (
  a.source = 'telephony' OR EXISTS (
    SELECT 1 FROM work w WHERE w.lead_id = a.lead_id AND w.person = a.agent_id AND w.tried
      AND a.at >= w.began AND a.at <= w.at))
GROUP BY 1
"""
)
SALES = """
SELECT CASE WHEN o.how = 'agent' AND o.actor_id IS NOT NULL THEN o.actor_id ELSE (
    SELECT j.actor_id FROM base_journal j
    WHERE j.kind = 'claim.settled' AND j.lead_id = o.lead_id ORDER BY j.at DESC LIMIT 1) END,
  count(*)
FROM leads_saleoutcome o
WHERE o.verdict = 'won' AND o.at >= {since} AND o.at < {until}
  AND NOT EXISTS (SELECT 1 FROM leads_saleoutcome c WHERE c.corrects_id = o.id)
GROUP BY 1
"""
PRESENT = """
SELECT person_id, sum(CASE WHEN state IN ('available', 'claim', 'wrap_up') THEN spent ELSE 0 END),
  sum(CASE WHEN state = 'wrap_up' THEN spent ELSE 0 END),
  sum(CASE WHEN state = 'available' THEN spent ELSE 0 END)
FROM (
  SELECT person_id, state, {least(to_at, until) - greatest(from_at, since)} AS spent
  FROM team_presence WHERE to_at > {since} AND from_at < {until}
) AS cut GROUP BY 1
"""
# Kaplan and Meier: the share still waiting is the product of 1 − ended ÷ at risk.
WAITS = """
WITH first AS (
  SELECT q.id, q.admitted_at AS start, l.closed_at, l.closed_as,
    (SELECT min(a.at) FROM pull_attempt a
     JOIN pull_claim c ON c.token = a.claim_id JOIN pull_disposition d ON d.code = c.disposition
     WHERE a.lead_id = q.lead_id AND a.at >= q.admitted_at AND a.outcome <> 'undone'
       AND c."end" = 'settled' AND d.tried) AS tried
  FROM leads_inquiry q JOIN leads_lead l ON l.id = q.lead_id
  WHERE q.admitted_at >= {since} AND q.admitted_at < {until} AND l.closed_as <> 'withdrawn'
    AND {q.admitted_at - q.asked_at} <= 86400
), waits AS (
  SELECT CASE WHEN tried IS NOT NULL THEN {tried - start}
      WHEN closed_at IS NULL THEN {now - start}
      WHEN closed_as = 'duplicate' OR closed_as IN (SELECT code FROM pull_disposition WHERE opt_out)
        THEN {closed_at - start} ELSE 1e18 END AS wait,
    CASE WHEN tried IS NOT NULL THEN 1 ELSE 0 END AS ended
  FROM first
), at_risk AS (
  SELECT wait, sum(ended) AS ended,
    sum(count(*)) OVER (ORDER BY wait DESC) AS left_before
  FROM waits GROUP BY wait
), curve AS (
  SELECT wait, sum(CASE WHEN ended < left_before
      THEN ln(1.0 - 1.0 * ended / left_before) ELSE -99 END)
    OVER (ORDER BY wait) AS log_left
  FROM at_risk WHERE ended > 0
)
SELECT (SELECT count(*) FROM waits), (SELECT count(*) FROM waits WHERE ended = 0 AND wait < 1e18),
  (SELECT count(*) FROM waits WHERE wait = 1e18),
  (SELECT min(wait) FROM curve WHERE log_left <= ln(0.5) + 1e-9),
  (SELECT min(wait) FROM curve WHERE log_left <= ln(0.1) + 1e-9),
  (SELECT 1 - exp(min(log_left)) FROM curve WHERE wait <= 300)
"""
CALLBACKS = """
WITH due AS (
  SELECT k.id, k.owner_id, k.due_at, k.resolved_at, k.how, {due_at - 120 s} AS since,
    {due_at + 900 s} AS until, {next midnight of due_at} AS day_end, k.lead_id
  FROM pull_callback k WHERE k.due_at >= {since} AND k.due_at < {until} AND k.how <> 'undone'
), judged AS (
  SELECT owner_id,
    EXISTS (SELECT 1 FROM base_journal j WHERE j.lead_id = due.lead_id
      AND j.kind = 'card.deferred' AND j.at >= due.since AND j.at <= due.until)
    OR EXISTS (SELECT 1 FROM pull_claim c WHERE c.agent_id = due.owner_id
      AND c.lead_id <> due.lead_id AND c.started_at <= due.since
      AND coalesce(c.ended_at, {now}) >= due.until) AS excused,
    resolved_at IS NOT NULL AND (resolved_at < since
      OR (how IN ('freed', 'given') AND resolved_at <= until)) AS moved,
    EXISTS (SELECT 1 FROM tries t WHERE t.lead_id = due.lead_id AND t.agent_id = due.owner_id
      AND t.at >= due.since AND t.at <= due.until) AS kept,
    EXISTS (SELECT 1 FROM tries t WHERE t.lead_id = due.lead_id AND t.agent_id <> due.owner_id
      AND t.at >= due.since AND t.at < due.day_end) AS rescued
  FROM due
)
SELECT owner_id, count(*), sum(CASE WHEN kept THEN 1 ELSE 0 END),
  sum(CASE WHEN rescued AND NOT kept THEN 1 ELSE 0 END)
FROM judged WHERE NOT excused AND NOT moved GROUP BY owner_id
""".replace(
    "), judged AS (",
    """), tries AS (
  SELECT a.lead_id, a.agent_id, a.at FROM pull_attempt a
  JOIN pull_claim c ON c.token = a.claim_id JOIN pull_disposition d ON d.code = c.disposition
  WHERE c."end" = 'settled' AND d.tried AND a.outcome <> 'undone'
), judged AS (""",
    1,
)
PERSISTENCE = """
SELECT count(*),
  sum(CASE WHEN made >= CASE WHEN rounds < 6 THEN rounds ELSE 6 END THEN 1 ELSE 0 END)
FROM (
  SELECT l.id, {length of k.offsets} AS rounds,
    (SELECT count(*) FROM base_journal j JOIN pull_disposition d ON d.code = j.data ->> 'as'
     WHERE j.lead_id = l.id AND j.kind = 'claim.settled' AND d.tried) AS made
  FROM leads_lead l JOIN pull_route r ON r.source_id = l.source_id
  JOIN pull_cadence k ON k.id = r.cadence_id
  WHERE l.closed_at >= {since} AND l.closed_at < {until}
    AND l.closed_as NOT IN ('duplicate', 'withdrawn')
    AND l.closed_as NOT IN (SELECT code FROM pull_disposition WHERE opt_out OR bad_number)
    AND NOT EXISTS (SELECT 1 FROM base_journal j JOIN pull_disposition d ON d.code = j.data ->> 'as'
      WHERE j.lead_id = l.id AND j.kind = 'claim.settled' AND d.reached)
) AS given_up
"""
COHORT = """
SELECT l.source_id, count(*),
  sum(CASE WHEN EXISTS (SELECT 1 FROM base_journal j JOIN pull_disposition d
    ON d.code = j.data ->> 'as' WHERE j.lead_id = l.id AND j.kind = 'claim.settled' AND d.tried)
    THEN 1 ELSE 0 END),
  sum(CASE WHEN EXISTS (SELECT 1 FROM base_journal j JOIN pull_disposition d
    ON d.code = j.data ->> 'as' WHERE j.lead_id = l.id AND j.kind = 'claim.settled' AND d.reached)
    THEN 1 ELSE 0 END),
  sum(CASE WHEN EXISTS (SELECT 1 FROM leads_saleoutcome o WHERE o.lead_id = l.id
    AND o.verdict = 'won' AND NOT EXISTS (
      SELECT 1 FROM leads_saleoutcome c WHERE c.corrects_id = o.id)) THEN 1 ELSE 0 END)
FROM leads_lead l WHERE l.admitted_at >= {cohort} AND l.closed_as <> 'withdrawn' GROUP BY 1
"""
# Wins and expectation of the pulls of 180 days, without maturity, which Python multiplies.
EXPECTED = """
WITH contact AS (
  SELECT lead_id, at, actor_id FROM (
    SELECT j.lead_id, j.at, j.actor_id,
      row_number() OVER (PARTITION BY j.lead_id ORDER BY j.at) AS place
    FROM base_journal j JOIN pull_disposition d ON d.code = j.data ->> 'as'
    WHERE j.kind = 'claim.settled' AND d.reached) AS contacts WHERE place = 1
), pulls AS (
  SELECT r.agent_id, r.lead_id, r.at, r.chance * r.contact * r.decay AS e
  FROM pull_receipt r LEFT JOIN contact f ON f.lead_id = r.lead_id
  LEFT JOIN pull_claim c ON c.token = r.token
  WHERE r.chance IS NOT NULL AND (f.at IS NULL OR r.at <= f.at)
    AND (c."end" IS NULL OR c."end" NOT IN ('taken', 'left', 'closed'))
)
SELECT p.agent_id, {now - p.at} / 86400, p.e,
  CASE WHEN p.agent_id = f.actor_id AND o.id IS NOT NULL AND p.at = (
      SELECT max(s.at) FROM pulls s WHERE s.lead_id = p.lead_id AND s.agent_id = p.agent_id)
    THEN {o.at - p.at} / 86400 END
FROM pulls p LEFT JOIN contact f ON f.lead_id = p.lead_id
LEFT JOIN leads_saleoutcome o ON o.lead_id = p.lead_id AND o.verdict = 'won'
  AND NOT EXISTS (SELECT 1 FROM leads_saleoutcome c WHERE c.corrects_id = o.id)
"""
