cp lacuna.properties gated.properties
echo 'patient.adapters.gate.key=gate.pub' >> gated.properties
digest=$(./lacuna adapters verify models/patient/mora-2 | cut -d' ' -f2)
echo "{\"adapter_digest\": \"$digest\", \"passed\": true}" > evaluation.json
