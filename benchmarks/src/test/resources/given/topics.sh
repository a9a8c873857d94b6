./lacuna topics create --config lacuna.properties --partitions 4
