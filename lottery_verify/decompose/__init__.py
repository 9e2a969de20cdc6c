"""One weight → kept products, by four methods behind one interface, vectorised over links."""
