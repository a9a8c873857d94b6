# the beginning of the patient feed, five times as fast as the demo's own pace
./lacuna demo --stay --dir play --port 0 --pipeline patient --speed 300 --seconds 1
