# a folder of ready features, from a made file
./lacuna data convert mmsa "$CHECKOUT/adapters-trainer/src/test/resources/convert/mmsa-protocol4.pkl" --out mosi
