"""What began the limitation of a debt anew (Civil Code 195), in whosever hands the debt was then."""

from typing import LiteralString

# Where charge `l.id` came from: another's row that went over to it, or the developer's whose subsidy was
# taken back. That row brought what had happened until this one was made.
FORMER: LiteralString = """
(SELECT m.from_id AS id, n.created_at AS until FROM charge n JOIN occupancy_change_money m ON m.to_id = n.id
  WHERE n.id = l.id AND m.book = 'charge'
 UNION ALL
 SELECT d.id, n.created_at FROM charge n
   JOIN charge d ON d.run_id = n.run_id AND d.room_id = n.room_id AND d.item_id = n.item_id
    AND d.period = n.period AND d.share = n.share AND d.subsidy_id IS NOT NULL AND d.reversed_at IS NOT NULL
  WHERE n.id = l.id AND n.subsidy_id IS NULL)
"""
# Of charge `c`. What its former hands did afterwards is about what is left to them.
EVENTS: LiteralString = f"""
(WITH RECURSIVE line AS (
     SELECT c.id, 'infinity'::timestamptz AS until
     UNION ALL
     SELECT f.id, least(l.until, f.until) FROM line l CROSS JOIN LATERAL {FORMER} f
 )
 SELECT e.* FROM line l JOIN limitation_event e ON e.charge_id = l.id AND e.at <= l.until)
"""
