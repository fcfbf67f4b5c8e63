-- Finds of members that found nobody are counted per caller and day; who was kept without a key is found by his digits, however they are separated.
create index on audit (cooperative_id, actor, at) where action = 'member.find' and outcome = 'nobody';
create index on member (cooperative_id, translate(national_id, ' .-', '')) where key_no = 0;
