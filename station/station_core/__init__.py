"""The application without a screen: settings, sign-in, the visit, delivery; `stationctl`."""
