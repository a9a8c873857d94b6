# a feed with an order that nobody maps, until the intake has given it up
cat lacuna.properties - > intake.properties <<'PROPERTIES'
pipelines=patient
intake.feeds=radiology
intake.radiology.topic=feed.patient.text.v1
intake.radiology.pipeline=patient
intake.radiology.modality=text
intake.radiology.key=mapping
intake.radiology.mapping.topic=ris.orders
intake.radiology.mapping.patience=1s
PROPERTIES
./lacuna topics create --config lacuna.properties --set topics.prefix=feed --set pipelines=patient --partitions 4
./lacuna topics create --config intake.properties --partitions 4
mkdir -p feed-in/patient/A-5
echo 'Heart and lungs clear.' > feed-in/patient/A-5/report.txt
./lacuna ingest --config lacuna.properties --set topics.prefix=feed --folder feed-in --once
./lacuna run --config intake.properties
until ./lacuna dlq list --config intake.properties --pipeline patient | grep NO_MAPPING; do :; done
