printf 'MSH|^~\\&|RIS|NORTH|LAC|LAC|202601311205||ORU^R01|1|P|2.4\r' > report.hl7
printf 'PID|1||P-17^^^HOSP^MR||DOE^JANE\r' >> report.hl7
printf 'OBR|1|PLC1|ACC-5^RIS|36643-5^XR CHEST|||20260131120000+0100\r' >> report.hl7
printf 'OBX|1|TX|A||Heart and lungs clear.||||||F\r' >> report.hl7
