# a picture of one pixel
echo 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==' | base64 -d > scan.png
mkdir -p in/patient/p-17
cp scan.png in/patient/p-17
