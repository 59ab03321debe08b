-- 授权书: a household signs for all its cases, so those applied for count as well as those in payment.
CREATE VIEW assistance.current_authorisation AS
  SELECT household_no, case_no, authorisation_no, authorisation_until
    FROM assistance.case_record
   WHERE status <> 'ENDED' AND authorisation_no IS NOT NULL AND authorisation_until IS NOT NULL;

REVOKE INSERT, UPDATE, DELETE ON assistance.current_authorisation FROM yikou_assistance;
GRANT SELECT ON assistance.current_authorisation TO yikou_crossmatch;
