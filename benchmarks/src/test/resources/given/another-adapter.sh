# the shipped one under another name, so with another digest
rm models
cp -r "$CHECKOUT/models" models
cp -r models/patient/mora models/patient/mora-2
sed -i 's/"patient-mora"/"patient-mora-2"/' models/patient/mora-2/adapter_config.json
rm models/patient/mora-2/golden.safetensors
./lacuna adapters golden models/patient/mora-2
