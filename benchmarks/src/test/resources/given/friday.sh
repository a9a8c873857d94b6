[ -d friday ] || ./lacuna record --config play/lacuna.properties --pipeline patient --out friday
