-- local
-- What the plan of a campaign wants: the lift to be shown, in ten-thousandths, and the control that shows it four times out of five. Below it no effect is claimed.
alter table campaigns add column wanted_lift integer;
alter table campaigns add column needed_control bigint;
