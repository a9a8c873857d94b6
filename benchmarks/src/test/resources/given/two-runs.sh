./lacuna replay friday --out runs/old
cp -r runs/old runs/new
cp recordings/patient/truth.jsonl labels.jsonl
