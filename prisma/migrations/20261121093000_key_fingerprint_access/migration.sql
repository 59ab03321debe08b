-- Every subgraph may ask whether its keys are those of this database, and the first one to start says so.
GRANT SELECT, INSERT ON policy.key_fingerprint
  TO yikou_households, yikou_assistance, yikou_crossmatch;
