# No scanner and no data on holes is at hand: each stand-in is sure of its options and of the bill,
# which is that of the build, or one of a single library where the build was offline.
mkdir -p bin target
if [ -f "$CHECKOUT/target/sbom.json" ]; then
  cp "$CHECKOUT/target/sbom.json" target
else
  echo '{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "avro", "version": "1.12.0"}]}' > target/sbom.json
fi
cat > bin/grype <<'SCANNER'
#!/usr/bin/env bash
[ "$*" = "sbom:target/sbom.json --fail-on high" ] && grep -q '"CycloneDX"' "${1#sbom:}" && echo grype read it
SCANNER
cat > bin/trivy <<'SCANNER'
#!/usr/bin/env bash
[ "${*:1:5}" = "sbom --severity HIGH,CRITICAL --exit-code 1" ] && grep -q '"CycloneDX"' "${@: -1}" && echo trivy read it
SCANNER
cat > bin/osv-scanner <<'SCANNER'
#!/usr/bin/env bash
[ "${*:1:2}" = "scan --sbom" ] && grep -q '"CycloneDX"' "$3" && echo osv-scanner read it
SCANNER
chmod +x bin/*
