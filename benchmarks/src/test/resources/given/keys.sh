echo "kek=$(openssl rand -base64 32)" > secrets.properties
cp lacuna.properties sealed.properties
echo "privacy.kek=\${file:$PWD/secrets.properties:kek}" >> sealed.properties
