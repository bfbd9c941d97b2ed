"""GPS receivers on a serial port that speak NMEA 0183: where the desk stands, and the true time."""
