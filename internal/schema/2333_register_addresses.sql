-- Who lives at an address, of a family card the first: keys of what is loaded
-- already, as an import writes them.
INSERT INTO register_key (office_id, generation, term, row_no, digest)
  SELECT r.office_id, r.generation, 'a:' || r.village || '~' || LTRIM(r.rw, '0') || '~' || LTRIM(r.rt, '0'), r.row_no, 0
  FROM resident_record r
  WHERE r.village <> '' AND LTRIM(r.rw, '0') <> '' AND LTRIM(r.rt, '0') <> '' AND NOT EXISTS (SELECT 1 FROM register_key k
    WHERE k.office_id = r.office_id AND k.generation = r.generation AND r.kk <> '' AND k.term = 'k:' || r.kk AND k.row_no < r.row_no)
  ORDER BY r.office_id, r.generation, r.village, LTRIM(r.rw, '0'), LTRIM(r.rt, '0'), r.row_no;
