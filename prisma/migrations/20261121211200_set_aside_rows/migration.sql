-- Rows set aside are written through a temporary table now, so that row security can hold them too: those of a roster
-- are for no request, those of an extract for the department that delivered it and for who oversees deliveries.
CALL access.guard('households.roster_set_aside', 'false');
CALL access.guard('assistance.roster_set_aside', 'false');
CALL access.guard('crossmatch.set_aside_row', $p$EXISTS (
  SELECT FROM crossmatch.extract_batch b
   WHERE b.id = set_aside_row.batch_id
     AND ((SELECT access.reach('BATCH')) = 'ALL' OR b.department_code = (SELECT access.department())))$p$);
