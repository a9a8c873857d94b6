openssl genpkey -algorithm ed25519 -out gate.pem
