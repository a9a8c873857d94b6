mkdir -p sealed-in/patient/P-0001
echo 'Heart and lungs clear.' > sealed-in/patient/P-0001/report.txt
./lacuna ingest --config sealed.properties --folder sealed-in --once
